package io.drainguard.sim.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class InvocationSlotTest {

    private static final Outcome ANSWER = new Outcome.Returned("{}");
    private static final Outcome CRASH = new Outcome.Crashed(1);

    private final InvocationSlot slot = new InvocationSlot();
    private final Invocation invocation = new Invocation("id", new byte[0]);

    @Test
    void answer_beforeTheNextEventIsAskedFor_isHeldBack() throws Exception {
        slot.submit(invocation);
        slot.take();
        slot.answer("id", ANSWER);
        Thread.sleep(20);
        assertThat(invocation.outcome).isNotDone();
    }

    @Test
    void end_afterTheAnswer_keepsTheAnswer() throws Exception {
        slot.submit(invocation);
        slot.take();
        slot.answer("id", ANSWER);
        slot.end(CRASH);
        assertThat(invocation.outcome.get(5, TimeUnit.SECONDS)).isEqualTo(ANSWER);
    }

    @Test
    void answer_forAnotherRequest_isRefused() throws Exception {
        slot.submit(invocation);
        slot.take();
        assertThat(slot.answer("other", ANSWER)).isFalse();
    }

    @Test
    void submit_afterTheEnd_endsAtOnceWithItsFirstCause() throws Exception {
        slot.end(CRASH);
        slot.end(ANSWER);
        slot.submit(invocation);
        assertThat(invocation.outcome.get(5, TimeUnit.SECONDS)).isEqualTo(CRASH);
    }

    @Test
    void take_afterTheEnd_givesNothing() throws Exception {
        slot.end(CRASH);
        assertThat(slot.take()).isNull();
    }
}
