package dev.kamiyo.source;

import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import com.rometools.rome.io.XmlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Feeds that are Atom or RSS. A document type, which entities and files could come in by, is refused, and so is deep
/// nesting, before a library builds anything of it.
final class AtomFeed {
    private static final int LARGEST = 8 << 20;
    private static final int DEEPEST = 64;

    private AtomFeed() {}

    /// The entries of a feed, as it has them.
    static List<SyndEntry> entries(byte[] document) throws MalformedFeedException {
        if (document.length == 0) {
            throw new MalformedFeedException("the feed is empty");
        }
        if (document.length > LARGEST) {
            throw new MalformedFeedException("the feed is larger than " + LARGEST + " bytes");
        }
        check(document);
        try (var reader = new XmlReader(new ByteArrayInputStream(document))) {
            var entries = new SyndFeedInput().build(reader).getEntries();
            if (entries.isEmpty()) {
                throw new MalformedFeedException("the feed has no entries");
            }
            return entries;
        } catch (FeedException | IOException | IllegalArgumentException _) {
            throw new MalformedFeedException("the document is XML, but neither Atom nor RSS");
        }
    }

    private static void check(byte[] document) throws MalformedFeedException {
        var factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            var xml = factory.createXMLStreamReader(new ByteArrayInputStream(document));
            int depth = 0;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamReader.DTD) {
                    throw new MalformedFeedException("the feed has a document type, which a feed has no use for");
                }
                depth += event == XMLStreamReader.START_ELEMENT ? 1 : event == XMLStreamReader.END_ELEMENT ? -1 : 0;
                if (depth > DEEPEST) {
                    throw new MalformedFeedException("the feed is nested deeper than " + DEEPEST);
                }
            }
        } catch (XMLStreamException e) {
            var at = e.getLocation();
            var place =
                    at == null ? "" : ": it breaks at line " + at.getLineNumber() + ", column " + at.getColumnNumber();
            throw new MalformedFeedException("the feed is not whole XML" + place);
        }
    }
}
