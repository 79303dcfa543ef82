package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageIdFormTest {
    @ParameterizedTest
    @CsvSource({
        "AS_WRITTEN, 0A1b, 0A1b",
        "LOOSE, 0A1b, a1B",
        "LOOSE, 000, 0",
        "HEXADECIMAL_THEN_DECIMAL, 0A1B, 2587",
        "HEXADECIMAL_THEN_DECIMAL, 0a1b, 0002587",
        "DECIMAL_THEN_HEXADECIMAL, 02587, A1B",
        "HEXADECIMAL_THEN_DECIMAL, ffffffffffffffffffff, 1208925819614629174706175",
        "HEXADECIMAL_THEN_DECIMAL, bc59b8aa-2fd2, bc59b8aa-2fd2"
    })
    void bringsResponseAndReceiptToOneForm(MessageIdForm form, String inResponse, String inReceipt) {
        assertThat(form.ofReceipt(inReceipt)).isEqualTo(form.ofResponse(inResponse));
    }

    @ParameterizedTest
    @CsvSource({
        "AS_WRITTEN, 0A1b, 0a1b",
        "LOOSE, 100, 001",
        "HEXADECIMAL_THEN_DECIMAL, 10, 10",
        "DECIMAL_THEN_HEXADECIMAL, 10, 10"
    })
    void keepsDifferentMessagesApart(MessageIdForm form, String inResponse, String inReceipt) {
        assertThat(form.ofReceipt(inReceipt)).isNotEqualTo(form.ofResponse(inResponse));
    }
}
