package dev.kamiyo.source.defihacklabs;

import static dev.kamiyo.source.defihacklabs.Lumora.ATTACKER;
import static dev.kamiyo.source.defihacklabs.Lumora.CONTRACT;
import static dev.kamiyo.source.defihacklabs.Lumora.FEED;
import static dev.kamiyo.source.defihacklabs.Lumora.HASH;
import static dev.kamiyo.source.defihacklabs.Lumora.LIST;
import static dev.kamiyo.source.defihacklabs.Lumora.OTHER_HASH;
import static dev.kamiyo.source.defihacklabs.Lumora.PAST;
import static dev.kamiyo.source.defihacklabs.Lumora.POC;
import static dev.kamiyo.source.defihacklabs.Lumora.SOLIDITY;
import static dev.kamiyo.source.defihacklabs.Lumora.VULNERABLE;
import static dev.kamiyo.source.defihacklabs.Lumora.attack;
import static dev.kamiyo.source.defihacklabs.Lumora.files;
import static dev.kamiyo.source.defihacklabs.Lumora.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Address;
import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Precision;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Usd;
import dev.kamiyo.source.Coverage;
import dev.kamiyo.source.Extent;
import dev.kamiyo.source.MalformedFeedException;
import dev.kamiyo.source.Parsed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeFiHackLabsTest {
    @Test
    void anEntryAndItsProofOfConceptAreAClaim() throws Exception {
        var claim = only(FEED.parse(files(PAST, LIST, POC, SOLIDITY)));
        assertThat(claim.source()).isEqualTo("defihacklabs");
        assertThat(claim.nativeId()).isEqualTo(POC);
        assertThat(claim.url()).isEqualTo("https://github.com/SunWeb3Sec/DeFiHackLabs/blob/main/" + POC);
        assertThat(claim.raw()).startsWith("### 20230313 Lumora").contains("Total Lost : ~90 WETH");
        var facts = claim.facts();
        assertThat(facts.title()).isEqualTo("Lumora");
        assertThat(facts.protocol()).isNotNull();
        assertThat(facts.occurred().text()).isEqualTo("2023-03-13T00:00:00Z");
        assertThat(facts.occurred().precision()).isEqualTo(Precision.DAY);
        assertThat(facts.loss()).isEqualTo(new Usd(8_610_000));
        assertThat(facts.technique()).isEqualTo("reentrancy");
        assertThat(facts.techniqueLabel()).isEqualTo("Reentrancy");
        assertThat(facts.status()).isEqualTo(Status.CONFIRMED);
        assertThat(facts.chains()).containsExactly("bsc");
        assertThat(facts.transactions()).containsExactly(attack("bsc", HASH));
        assertThat(facts.addresses())
                .containsExactly(
                        new Address("bsc", ATTACKER, AddressRole.ATTACKER),
                        new Address("bsc", CONTRACT, AddressRole.ATTACK_CONTRACT),
                        new Address("bsc", VULNERABLE, AddressRole.VULNERABLE_CONTRACT));
        assertThat(facts.references()).containsExactly("https://example.org/lumora-post-mortem");
    }

    @Test
    void aListAloneIsEnough() throws Exception {
        var facts = only(FEED.parse(files(PAST, LIST))).facts();
        assertThat(facts.chains()).isEmpty();
        assertThat(facts.transactions()).isEmpty();
        assertThat(facts.loss()).isEqualTo(new Usd(8_610_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unverified_766a",
                "UnverifiedContr_0x00C409",
                "unverified",
                "0xf340",
                "MEVbot_0xdd7c",
                "Contract 0x7657"
            })
    void aContractWithoutANameIsNoProtocol(String name) throws Exception {
        var facts =
                only(FEED.parse(files(PAST, "### 20230313 " + name + " - x"))).facts();
        assertThat(facts.title()).isEqualTo(name);
        assertThat(facts.protocol()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../src/test/2023-03/Lumora_exp.sol",
                "/src/test/2023-03//Lumora_exp.sol",
                "/../../src/test/2023-03/Lumora_exp.sol#L3",
                "./src/test/2023-03/Lumora_exp.sol",
                "../../src/test/2023-03/Lumora",
                "https://github.com/SunWeb3Sec/DeFiHackLabs/blob/main/src/test/2023-03/Lumora_exp.sol"
            })
    void linksOfManySpellingsNameOneFile(String link) throws Exception {
        var list = "### 20230313 Lumora - Reentrancy\n[Lumora_exp.sol](" + link + ")\n";
        var claim = only(FEED.parse(files(PAST, list, POC, SOLIDITY)));
        assertThat(claim.nativeId()).isEqualTo(POC);
        assertThat(claim.facts().chains()).containsExactly("bsc");
    }

    @Test
    void anEntryInTwoListsIsOneClaim() throws Exception {
        var parsed = FEED.parse(files("README.md", LIST.replace("../../", ""), PAST, LIST));
        assertThat(only(parsed).nativeId()).isEqualTo(POC);
        assertThat(parsed.rejected()).isEmpty();
    }

    @Test
    void anEntryTwiceInOneListIsRejectedOnce() throws Exception {
        var parsed = FEED.parse(files(PAST, "### 20230313 Lumora - x\n\n### 20230313 Lumora - y\n"));
        assertThat(parsed.claims()).hasSize(1);
        assertThat(parsed.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.position()).isEqualTo("past/2023/README.md line 3 (20230313 Lumora)");
            assertThat(rejected.reason()).contains("line 1");
        });
    }

    @Test
    void theOlderOfTwoThatLinkOneFileKeepsItsPath() throws Exception {
        var list = """
                ### 20230401 Second - x
                [a](../../src/test/2023-03/Lumora_exp.sol)
                ### 20230313 First - x
                [a](../../src/test/2023-03/Lumora_exp.sol)
                """;
        assertThat(FEED.parse(files(PAST, list)).claims())
                .extracting(Claim::nativeId)
                .containsExactly(POC, POC + "#20230401-second");
    }

    @Test
    void aFileThatNothingLinksIsAClaimOfItsMonth() throws Exception {
        var parsed = FEED.parse(files(
                PAST,
                "### 20230313 Lumora - x",
                "src/test/2023-04/Zephyr_exp.sol",
                SOLIDITY,
                "src/test/2023-04/Helper.sol",
                SOLIDITY,
                "src/test/Stray_exp.sol",
                SOLIDITY,
                "src/test/2023-99/Wrong_exp.sol",
                SOLIDITY,
                "src/test/2031-01/Future_exp.sol",
                SOLIDITY));
        assertThat(parsed.claims()).hasSize(2);
        var claim = parsed.claims().getLast();
        assertThat(claim.nativeId()).isEqualTo("src/test/2023-04/Zephyr_exp.sol");
        assertThat(claim.facts().title()).isEqualTo("Zephyr");
        assertThat(claim.facts().occurred().precision()).isEqualTo(Precision.MONTH);
        assertThat(claim.facts().occurred().text()).isEqualTo("2023-04-01T00:00:00Z");
        assertThat(claim.facts().status()).isEqualTo(Status.CONFIRMED);
        assertThat(parsed.rejected())
                .extracting(Parsed.Rejected::position)
                .containsExactlyInAnyOrder(
                        "src/test/Stray_exp.sol", "src/test/2023-99/Wrong_exp.sol", "src/test/2031-01/Future_exp.sol");
        assertThat(parsed.rejected())
                .allSatisfy(rejected -> assertThat(rejected.reason()).contains("due"));
    }

    @Test
    void transactionsOfTheEntriesLinks() throws Exception {
        var list = """
                ### 20230313 Lumora - x
                <https://polygonscan.com/tx/%s>
                https://app.blocksec.com/explorer/tx/eth/%s?line=7
                https://unknown.example.org/tx/%s
                https://polygonscan.com/address/%s
                """.formatted(HASH, OTHER_HASH, HASH, ATTACKER);
        var facts = only(FEED.parse(files(PAST, list))).facts();
        assertThat(facts.chains()).containsExactly("polygon", "ethereum");
        assertThat(facts.transactions()).containsExactly(attack("polygon", HASH), attack("ethereum", OTHER_HASH));
        assertThat(facts.addresses()).isEmpty();
        assertThat(facts.references()).hasSize(4);
    }

    @Test
    void aLongCauseIsNoLabelAndALongNameIsRejected() throws Exception {
        var parsed = FEED.parse(files(
                PAST, "### 20230313 Lumora - " + "x".repeat(201) + "\n### 20230314 " + "y".repeat(201) + " - z\n"));
        assertThat(only(parsed).facts().techniqueLabel()).isNull();
        assertThat(parsed.rejected())
                .singleElement()
                .extracting(Parsed.Rejected::reason)
                .asString()
                .contains("200");
    }

    @Test
    void rawIsBounded() throws Exception {
        var list = "### 20230313 Lumora - x\n" + "ä €😀\n".repeat(20_000);
        var raw = only(FEED.parse(files(PAST, list))).raw();
        assertThat(raw.getBytes(StandardCharsets.UTF_8).length).isBetween(65_000, 65_536);
        assertThat(raw).doesNotContain("\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a", "\n", "#", "### 20230313 Lumora - x\n", "[20230313 A](#a)\n", "](",
                        "](src/test/2023-03/A_exp.sol)",
                "http://", "![](http://a.example/", "- ", "/*", "createFork(\"bsc\");", "// createFork(",
                        "Attack Tx : 0x",
                "// Attacker : 0x1 ", "```", "-"
            })
    void aHostileTextNeitherHangsNorOverflows(String piece) {
        var text = "### 20230313 Lumora - x\n[a](" + POC + ")\n" + piece.repeat((16 << 20) / piece.length());
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try {
                FEED.parse(files(PAST, text, POC, text));
            } catch (MalformedFeedException e) {
                assertThat(e.why()).isNotBlank();
            }
        });
    }

    @Test
    void whatItReadsAndAsksFor() {
        assertThat(FEED.name()).isEqualTo("defihacklabs");
        assertThat(FEED.home()).endsWith("/main.zip");
        assertThat(FEED.index()).startsWith("README.md", "past/2021/README.md").endsWith("past/2026/README.md");
        assertThat(FEED.index()).allMatch(FEED::reads);
        assertThat(new String[] {POC, "src/test/2023-03/Lumora.sol", "src/test/Lumora_exp.sol", "src/test/a/b/X_exp.sol"
                })
                .allMatch(FEED::reads);
        assertThat(new String[] {
                    "", "academy/README.md", "src/test/interface.sol", "src/test/2023-03/a/b.sol", "lib/X_exp.sol"
                })
                .noneMatch(FEED::reads);
    }

    @Test
    void onlyACheckoutWithItsListsAndFilesIsWhole() {
        var lists = new String[] {"README.md", LIST, "past/2021/README.md", LIST, "past/2022/README.md", LIST};
        assertThat(FEED.coverage(Extent.NEWEST, files(lists)))
                .as("without files")
                .isEqualTo(Coverage.PART);
        var all = files(lists);
        all.files().put(POC, SOLIDITY.getBytes(StandardCharsets.UTF_8));
        assertThat(FEED.coverage(Extent.NEWEST, all)).isEqualTo(Coverage.WHOLE);
        all.files().remove("past/2021/README.md");
        assertThat(FEED.coverage(Extent.NEWEST, all)).as("without a year").isEqualTo(Coverage.PART);
    }
}
