package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.scp81.AdminRequest;
import io.simshift.protocol.scp81.AdminResponse;
import io.simshift.protocol.scp81.BodyForm;
import io.simshift.protocol.scp81.HttpLimits;
import io.simshift.protocol.scp81.HttpReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Administration over HTTP (Amendment B): requests or responses, how they are torn, then the stream. */
class AdminHttpFuzzTest {
    private static final HttpLimits LIMITS = new HttpLimits(300, 200);

    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 3_000_000)
    void readsTheSameHoweverItIsTorn(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        boolean responses = in.flag();
        int piece = 1 + in.u8();
        byte[] stream = in.rest();
        if (responses) {
            check(stream, piece, true, AdminResponse::encode);
        } else {
            check(stream, piece, false, AdminRequest::encode);
        }
    }

    @SuppressWarnings("unchecked")
    private static <M> void check(
            byte[] stream, int piece, boolean responses, BiFunction<M, BodyForm, byte[]> encoder) {
        List<M> whole = (List<M>) read(stream, stream.length + 1, responses);
        List<M> torn = (List<M>) read(stream, piece, responses);
        // what was read before a fault is not given back where all comes at once
        Property.holds(
                torn.size() >= whole.size() && torn.subList(0, whole.size()).equals(whole),
                "%s torn otherwise",
                stream);
        for (M message : torn) {
            for (BodyForm form : List.of(BodyForm.LENGTH, BodyForm.CHUNKED)) {
                byte[] encoded = encoder.apply(message, form);
                HttpReader<?> reader = reader(responses, new HttpLimits(1_000, 200));
                Property.holds(reader.feed(encoded).equals(List.of(message)), "%s came back otherwise", encoded);
            }
        }
    }

    private static List<?> read(byte[] stream, int piece, boolean responses) {
        HttpReader<?> reader = reader(responses, LIMITS);
        List<Object> messages = new ArrayList<>();
        FuzzInput in = new FuzzInput(stream);
        while (in.hasMore()) {
            try {
                messages.addAll(reader.feed(in.bytes(piece)));
            } catch (WireFormatException refused) {
                Property.holds(reader.feed(in.rest()).isEmpty(), "%s goes on behind a fault", stream);
            }
        }
        return messages;
    }

    private static HttpReader<?> reader(boolean responses, HttpLimits limits) {
        return responses ? HttpReader.ofResponses(limits) : HttpReader.ofRequests(limits);
    }
}
