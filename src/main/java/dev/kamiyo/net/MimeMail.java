package dev.kamiyo.net;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;

/// A mail as its bytes: text and HTML, and headers that tell other programs that a program wrote it.
final class MimeMail extends MimeMessage {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();
    private static final String NAME = "Kamiyo";
    private static final int SUBJECT = 200;

    private final String messageId;

    private MimeMail(Session session, String messageId) {
        super(session);
        this.messageId = messageId;
    }

    static MimeMail of(Session session, Mail mail) throws MessagingException {
        var domain = mail.from().substring(mail.from().indexOf('@') + 1);
        var mime = new MimeMail(session, "<" + word(mail.id()) + "@" + domain + ">");
        try {
            mime.setFrom(new InternetAddress(mail.from(), NAME, UTF_8));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every JDK has UTF-8", e);
        }
        mime.setRecipients(RecipientType.TO, addresses(mail));
        mime.setSubject(line(mail.subject()), UTF_8);
        mime.setSentDate(Date.from(mail.at()));
        mime.setHeader("References", "<kamiyo." + word(mail.thread()) + "@" + domain + ">");
        mime.setHeader("List-Id", NAME + " <kamiyo." + domain + ">");
        mime.setHeader("Auto-Submitted", "auto-generated");
        mime.setHeader("X-Auto-Response-Suppress", "All");
        mime.setContent(new MimeMultipart("alternative", part(mail.text(), "plain"), part(mail.html(), "html")));
        mime.saveChanges();
        return mime;
    }

    static InternetAddress[] addresses(Mail mail) throws MessagingException {
        var addresses = new InternetAddress[mail.to().size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = new InternetAddress(mail.to().get(i), true);
        }
        return addresses;
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(text, UTF_8, subtype);
        return part;
    }

    /// Letters, digits and a few signs, so that it is whole in a header of its own.
    private static String word(String text) {
        return text.replaceAll("[^0-9A-Za-z_-]+", ".").replaceAll("^\\.|\\.$", "");
    }

    /// One line without what is not seen, and without what a reader would decode.
    private static String line(String text) {
        var plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ")
                .strip()
                .replace("=?", "= ?");
        return plain.codePointCount(0, plain.length()) <= SUBJECT
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, SUBJECT - 1)) + "…";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }
}
