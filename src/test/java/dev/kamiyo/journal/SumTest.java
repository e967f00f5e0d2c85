package dev.kamiyo.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A fingerprint tells apart what differs, and nothing else.
final class SumTest {
    private static final Table PAIRS = new Table("pairs", List.of("a"), List.of("b"));
    private static final Table TURNED = new Table("pairs", List.of("b"), List.of("a"));

    @Test
    void itDoesNotDependOnTheOrderOfRowsOrColumns() {
        long one = Sum.row(PAIRS, new Object[] {"k", 1L});
        long two = Sum.row(PAIRS, new Object[] {"l", 2L});
        assertThat(Sum.EMPTY.plus(one).plus(two)).isEqualTo(Sum.EMPTY.plus(two).plus(one));
        assertThat(Sum.EMPTY.plus(one).plus(two).minus(one)).isEqualTo(Sum.EMPTY.plus(two));
        assertThat(Sum.row(TURNED, new Object[] {1L, "k"})).isEqualTo(one);
    }

    @Test
    void valuesOfOtherTypesAndBordersDiffer() {
        assertThat(List.of(
                        Sum.row(PAIRS, new Object[] {"1", null}),
                        Sum.row(PAIRS, new Object[] {1L, null}),
                        Sum.row(PAIRS, new Object[] {1.0, null}),
                        Sum.row(PAIRS, new Object[] {new byte[] {'1'}, null}),
                        Sum.row(PAIRS, new Object[] {null, "1"}),
                        Sum.row(PAIRS, new Object[] {"1", ""}),
                        Sum.row(PAIRS, new Object[] {"", "1"}),
                        Sum.row(PAIRS, new Object[] {"11", ""}),
                        Sum.row(PAIRS, new Object[] {null, null})))
                .doesNotHaveDuplicates();
    }

    @Test
    void twoRowsThatSwapTheirValuesAreNoticed() {
        var before =
                Sum.EMPTY.plus(Sum.row(PAIRS, new Object[] {"k", 1L})).plus(Sum.row(PAIRS, new Object[] {"l", 2L}));
        var after = Sum.EMPTY.plus(Sum.row(PAIRS, new Object[] {"k", 2L})).plus(Sum.row(PAIRS, new Object[] {"l", 1L}));
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void itsTextComesBackAndGarbageIsRefused() {
        var sum = new Sum(3, -5);
        assertThat(Sum.of(3, sum.hex())).isEqualTo(sum);
        assertThatThrownBy(() -> Sum.of(3, "xyz")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sum.row(PAIRS, new Object[] {"k", new Object()}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
