package dev.kamiyo.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextQueryTest {
    @Test
    void wordsBeginningsPhrasesAndWhatIsKeptOut() {
        assertThat(TextQuery.parse("ronin bridge")).isEqualTo(new TextQuery("\"ronin\" AND \"bridge\"", ""));
        assertThat(TextQuery.parse(" \"private key\"  oracl* "))
                .isEqualTo(new TextQuery("\"private key\" AND \"oracl\"*", ""));
        assertThat(TextQuery.parse("\"private ke\"* -test -\"a b\""))
                .isEqualTo(new TextQuery("\"private ke\"*", "\"test\" OR \"a b\""));
        assertThat(TextQuery.parse("-test")).isEqualTo(new TextQuery("", "\"test\""));
        assertThat(TextQuery.parse("OR AND NOT NEAR(a title:x"))
                .isEqualTo(new TextQuery("\"OR\" AND \"AND\" AND \"NOT\" AND \"NEAR(a\" AND \"title:x\"", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", "*", "\"", "\"open", "\"\"", "a*b", "!!!", "- a", "a\0b", "a\nb"})
    void whatCannotBeSearchedForIsRefusedWithAHint(String text) {
        assertThatThrownBy(() -> TextQuery.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotEmpty();
    }

    @Test
    void lengthAndNumberAreBounded() {
        assertThatThrownBy(() -> TextQuery.parse("a".repeat(201))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TextQuery.parse("a ".repeat(17))).isInstanceOf(IllegalArgumentException.class);
    }
}
