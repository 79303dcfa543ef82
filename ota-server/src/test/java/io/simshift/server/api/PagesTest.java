package io.simshift.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.server.access.Role;
import io.simshift.server.operator.OperatorId;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The pages as somebody sees and uses them, in a real browser, by keyboard. Screenshots stay in target/screenshots. */
@EnabledIf(value = "hasChromium", disabledReason = "Debian's chromium is not installed")
final class PagesTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int ENTER = 13;
    private static final int TAB = 9;

    @TempDir
    private Path folder;

    private OperatorDesk desk;
    private Browser browser;
    private String campaign;

    static boolean hasChromium() {
        return Browser.program().isPresent();
    }

    @BeforeEach
    void start() throws Exception {
        desk = new OperatorDesk(folder);
        String officer = desk.token("olga", Role.SECURITY_OFFICER);
        post(officer, "/api/v1/intakes", "application/pkcs7-mime", desk.escrow.issue(new OperatorId("A"), desk.cards));
        String operator = desk.token("oscar", Role.OPERATOR);
        byte[] plan = "{\"name\":\"<b>meters & cars</b>\",\"recipient\":\"B\"}".getBytes(StandardCharsets.UTF_8);
        campaign = new ObjectMapper()
                .readTree(post(operator, "/api/v1/campaigns", "application/json", plan))
                .path("id")
                .asText();
        StringBuilder order = new StringBuilder("iccid,new_imsi\n");
        for (int i = 0; i < desk.cards.size(); i++) {
            order.append(desk.cards.get(i)).append(",26202900000000").append(i).append('\n');
        }
        String path = "/api/v1/campaigns/" + campaign;
        post(operator, path + "/order", "text/csv", order.toString().getBytes(StandardCharsets.UTF_8));
        post(operator, path + "/submit", "application/json", new byte[0]);
        browser = Browser.start(folder);
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        desk.close();
    }

    private byte[] post(String token, String path, String type, byte[] body) throws Exception {
        HttpResponse<byte[]> response = Clients.send(
                Clients.of(Optional.empty()),
                desk.http.url() + path,
                "POST",
                body,
                "authorization",
                "Bearer " + token,
                "content-type",
                type);
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isBetween(200, 299);
        return response.body();
    }

    private void screenshot(String name) throws Exception {
        assertThat(Files.size(browser.screenshot(SCREENSHOTS.resolve(name + ".png"))))
                .isGreaterThan(5000);
    }

    @Test
    void anApproverSignsInLooksAndApproves() throws Exception {
        String token = desk.token("anna", Role.APPROVER);
        browser.scheme("light");
        browser.open(desk.http.url() + "/");
        browser.await("document.activeElement.id === 'token'");
        browser.type(token);
        browser.press("Enter", ENTER);
        browser.await("document.querySelector('main table') !== null");
        assertThat(browser.evaluate("document.querySelector('main table').innerText"))
                .contains("<b>meters & cars</b>", "awaiting-approval");
        assertThat(browser.evaluate("document.getElementById('name').textContent"))
                .isEqualTo("anna (approver)");
        assertThat(browser.evaluate(
                        "document.documentElement.outerHTML + document.cookie + JSON.stringify(localStorage)"
                                + " + JSON.stringify(sessionStorage)"))
                .doesNotContain(token, token.substring(13));
        screenshot("campaigns-light");

        // By keyboard alone: to the campaign's link, and into it.
        browser.evaluate("document.getElementById('main').focus()");
        browser.press("Tab", TAB);
        assertThat(browser.evaluate("document.activeElement.textContent")).isEqualTo("<b>meters & cars</b>");
        browser.press("Enter", ENTER);
        browser.await("document.getElementById('counts') !== null");
        assertThat(browser.evaluate("document.getElementById('counts').textContent"))
                .startsWith("0 of 6 confirmed");
        browser.scheme("dark");
        assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(20, 23, 28)");
        screenshot("campaign-dark");
        browser.evaluate(
                "[...document.querySelectorAll('button')].find(each => each.textContent === 'Approve').click()");
        browser.await("document.querySelector('main').innerText.includes('waits for recipient')");
        assertThat(desk.server.desk().campaign(campaign).approvals())
                .singleElement()
                .satisfies(approval -> assertThat(approval.by()).isEqualTo("anna"));

        // While it is drawn anew every two seconds, it stays as it is.
        browser.await("document.querySelector('svg.chart polyline').getAttribute('points').split(' ').length > 1");
        browser.evaluate("location.hash = '#/approvals'");
        browser.await("document.querySelector('h2').textContent === 'Approvals'");
        screenshot("approvals-dark");

        browser.evaluate("document.getElementById('leave').click()");
        browser.await("document.getElementById('token') !== null");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aCardsLifeIsATimeline() throws Exception {
        post(desk.token("pia", Role.APPROVER), "/api/v1/campaigns/" + campaign + "/approve", "text/plain", new byte[0]);
        Clients.send(
                Clients.of(Optional.of(desk.partner)),
                desk.http.url() + "/api/v1/campaigns/" + campaign + "/approve",
                "POST",
                new byte[0]);
        String card = desk.cards.get(0).digits();
        browser.open(desk.http.url() + "/#/cards/" + card);
        browser.await("document.activeElement.id === 'token'");
        browser.type(desk.token("vera", Role.VIEWER));
        browser.press("Enter", ENTER);
        browser.await("document.querySelectorAll('ol.life li').length >= 1");
        assertThat(browser.evaluate("document.querySelector('h2').textContent")).isEqualTo("Card " + card);
        assertThat(browser.evaluate("document.querySelector('ol.life').innerText"))
                .contains(campaign);
        screenshot("card");
        assertThat(browser.evaluate("document.querySelectorAll('main button').length"))
                .isEqualTo("0");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aWrongTokenIsSaidToBeWrong() throws Exception {
        browser.open(desk.http.url() + "/");
        browser.await("document.activeElement.id === 'token'");
        browser.type("sst_wrong");
        browser.press("Enter", ENTER);
        browser.await("document.getElementById('message').textContent.includes('unknown, expired or revoked')");
        assertThat(browser.evaluate("document.getElementById('nav').hidden")).isEqualTo("true");
    }
}
