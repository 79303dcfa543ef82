package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.cat.TerminalResponse;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** ENVELOPE, FETCH and TERMINAL RESPONSE of the card application toolkit (TS 102 223): which one, then its bytes. */
class ToolkitFuzzTest {
    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 7_000_000)
    void readsAndWritesTheSame(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        int kind = in.u8() % 3;
        byte[] bytes = in.rest();
        switch (kind) {
            case 0 -> Property.stable(bytes, SmsPpDownload::decode, SmsPpDownload::encode);
            case 1 -> proactiveCommand(bytes);
            default -> Property.stable(bytes, TerminalResponse::decode, TerminalResponse::encode);
        }
    }

    private static void proactiveCommand(byte[] bytes) {
        Property.stable(bytes, ProactiveCommand::decode, ProactiveCommand::encode)
                .ifPresent(ToolkitFuzzTest::contents);
        TerminalResponse answer = TerminalResponse.notUnderstood(bytes);
        Property.exact(answer.encode(), TerminalResponse::decode, TerminalResponse::encode);
    }

    private static void contents(ProactiveCommand command) {
        if (command instanceof ProactiveCommand.SendShortMessage message) {
            Property.read(message::serviceCentre);
            message.tpdu();
        } else if (command instanceof ProactiveCommand.Refresh refresh) {
            refresh.fileList();
        }
        TerminalResponse.to(command, TerminalResponse.OK).encode();
    }
}
