package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.WriteQueue.Entry;
import dev.kamiyo.db.WriteQueue.Turn;
import dev.kamiyo.testing.Waiting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class WriteQueueTest {
    private final WriteQueue queue = new WriteQueue(TimeUnit.DAYS.toNanos(1));

    @Test
    void theTwoLinesTakeTurnsAndEachKeepsItsOrder() throws Exception {
        var bulk = List.of(put(Turn.BULK), put(Turn.BULK), put(Turn.BULK));
        var next = List.of(put(Turn.NEXT), put(Turn.NEXT), put(Turn.NEXT));
        assertThat(queue.isSomebodyWaiting()).isTrue();
        assertThat(queue.take(2, 0)).isEqualTo(next.subList(0, 2));
        assertThat(queue.take(2, 0)).isEqualTo(bulk.subList(0, 2));
        assertThat(queue.take(2, 0)).isEqualTo(next.subList(2, 3));
        assertThat(queue.isSomebodyWaiting()).isFalse();
        queue.giveBack(bulk.subList(0, 2));
        assertThat(queue.take(9, 0)).isEqualTo(bulk);
        assertThat(queue.take(9, 0)).isEmpty();
    }

    @Test
    void aLineThatIsFullTakesNoMoreAndFillsNotTheOther() {
        while (queue.offer(new Entry<>(Tx::seq, Turn.BULK))) {}
        var last = put(Turn.NEXT);
        assertThat(queue.offer(new Entry<>(Tx::seq, Turn.BULK))).isFalse();
        assertThat(queue.remove(last)).isTrue();
        assertThat(queue.remove(last)).isFalse();
    }

    @Test
    void whoTakesWaitsForOneThatComes() throws Exception {
        var taken = CompletableFuture.supplyAsync(() -> Answers.uninterruptibly(() -> queue.take(9, 20_000)));
        var entry = put(Turn.BULK);
        assertThat(taken.get()).containsExactly(entry);
    }

    @Test
    void aGroupWaitsForAsManyAsWereUnderWayAndForNoMore() throws Exception {
        var first = put(Turn.NEXT);
        assertThat(queue.take(9, 0)).as("nobody else is expected").containsExactly(first);
        var waiting = put(Turn.NEXT);
        queue.answering(2);
        var taken = new CompletableFuture<List<Entry<?>>>();
        var taker = Thread.ofPlatform().start(() -> taken.complete(Answers.uninterruptibly(() -> queue.take(9, 0))));
        Waiting.until(() -> taker.getState() == Thread.State.TIMED_WAITING);
        var second = put(Turn.NEXT);
        Waiting.until(() -> taker.getState() == Thread.State.TIMED_WAITING);
        assertThat(taken.isDone()).isFalse();
        var third = put(Turn.NEXT);
        assertThat(taken.get()).containsExactly(waiting, second, third);
    }

    @Test
    void whoIsExpectedInVainIsWaitedForAWhileOnly() throws Exception {
        var impatient = new WriteQueue(TimeUnit.MILLISECONDS.toNanos(1));
        impatient.answering(2);
        var entry = new Entry<>(Tx::seq, Turn.NEXT);
        impatient.offer(entry);
        assertThat(impatient.take(9, 0)).containsExactly(entry);
    }

    @Test
    void whatAnImportBringsIsNotKeptWaiting() throws Exception {
        queue.answering(2);
        var next = put(Turn.NEXT);
        var taken = CompletableFuture.supplyAsync(() -> Answers.uninterruptibly(() -> queue.take(9, 0)));
        put(Turn.BULK);
        assertThat(taken.get()).containsExactly(next);
    }

    private Entry<?> put(Turn turn) {
        var entry = new Entry<>(Tx::seq, turn);
        assertThat(queue.offer(entry)).isTrue();
        return entry;
    }
}
