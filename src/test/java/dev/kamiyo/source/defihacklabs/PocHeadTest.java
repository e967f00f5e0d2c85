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
import static dev.kamiyo.source.defihacklabs.Lumora.head;
import static dev.kamiyo.source.defihacklabs.Lumora.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Address;
import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.exploit.Usd;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PocHeadTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vm.createSelectFork(\"mainnet\"); | ethereum",
                "vm.createSelectFork(~  \"arbitrum\", 5); | arbitrum",
                "vm.createFork(\"https://rpc.example.org/base\"); | base",
                "vm.createSelectFork(\"https://eth-mainnet.example.org\", 5); | ethereum",
                "vm.createSelectFork(vm.envOr(\"BSC_RPC_URL\", NODE), 5); | bsc",
                "string constant NODE = \"https://polygon.example.org\"; vm.createSelectFork(NODE, 5); | polygon",
                "vm.createSelectFork(BSC_ARCHIVE, 5); | bsc",
            })
    void theChainOfTheFork(String call, String chain) throws Exception {
        assertThat(head("", call.replace('~', '\n')).chains()).containsExactly(chain);
    }

    @Test
    void severalForksAreSeveralChains() throws Exception {
        var facts = head(
                "// Attack Tx : " + HASH + "\n// Attack Tx : https://bscscan.com/tx/" + OTHER_HASH,
                "vm.createFork(\"mainnet\"); vm.createFork(\"bsc\");\n// vm.createFork(\"base\");");
        assertThat(facts.chains()).containsExactly("ethereum", "bsc");
        // Nobody says which of the two the bare hash belongs to.
        assertThat(facts.transactions()).containsExactly(attack("bsc", OTHER_HASH));
    }

    @Test
    void withoutAForkTheLinksTellTheChain() throws Exception {
        var facts = head("// Attack Tx : https://arbiscan.io/tx/" + HASH + "\n// Attacker : " + ATTACKER, "");
        assertThat(facts.chains()).containsExactly("arbitrum");
        assertThat(facts.transactions()).containsExactly(attack("arbitrum", HASH));
        assertThat(facts.addresses()).containsExactly(new Address("arbitrum", ATTACKER, AddressRole.ATTACKER));
    }

    @Test
    void withoutAnyChainNothingOnAChainIsKept() throws Exception {
        var facts = head("// Attack Tx : " + HASH + "\n// Attacker : " + ATTACKER, "");
        assertThat(facts.chains()).isEmpty();
        assertThat(facts.transactions()).isEmpty();
        assertThat(facts.addresses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// Attack Tx : %s",
                "// Attack TX: %s (first of them)",
                "/* Attacker Transaction : %s */",
                "/**\n * Exploit tx - https://bscscan.com/tx/%s\n */",
                "// Txhash : %s",
                "// TX::https://explorer.phalcon.xyz/tx/bsc/%s",
                "// Attack Tx (swap) :\n//   https://dashboard.tenderly.co/tx/bnb/%s",
                "// @Tx\n// https://bscscan.com/tx/%s",
                "// 1. Attack Txs: %s",
                "Attack tx: none\n/*\n    Attack tx: https://www.bscscan.com/tx/%s*/",
                "//Post-mortem\n// https://app.blocksec.com/explorer/tx/bsc/%s",
            })
    void transactionsOfManySpellings(String head) throws Exception {
        assertThat(head(head.formatted(HASH), "vm.createSelectFork(\"bsc\");").transactions())
                .containsExactly(attack("bsc", HASH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// Attack Tx : https://bscscan.com/address/%s",
                "// Attack Tx : https://bscscan.com/txs?a=%s",
                "// Preparation Tx : https://bscscan.com/tx/%s",
                "// Similar Attack Tx :\n// https://bscscan.com/tx/%s",
                "// Attack Tx : %s1",
                "// Attack Tx : in short %s",
                "// Attack Tx : none (not %s)",
                "// The attacker used the storage slot %s",
                "bytes32 constant ATTACK_TX = %s;",
            })
    void whatIsNoAttackTransactionBecomesNone(String head) throws Exception {
        var facts = head(head.formatted(HASH), "vm.createSelectFork(\"bsc\");");
        assertThat(facts.transactions()).isEmpty();
        assertThat(facts.addresses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Attacker, ATTACKER",
        "Attacker EOA, ATTACKER",
        "Original Attacker, ATTACKER",
        "Attacker's wallet, ATTACKER",
        "Exploiter, ATTACKER",
        "Attack Contract, ATTACK_CONTRACT",
        "Attacker contract address, ATTACK_CONTRACT",
        "AttackContract, ATTACK_CONTRACT",
        "Created Attack Contract, ATTACK_CONTRACT",
        "Attack Contract(Main), ATTACK_CONTRACT",
        "Vulnerable Contract, VULNERABLE_CONTRACT",
        "Vuln Contract, VULNERABLE_CONTRACT",
        "Vulnerable Contract Code, VULNERABLE_CONTRACT",
        "VulnerableContract, VULNERABLE_CONTRACT",
    })
    void rolesOfManySpellings(String label, AddressRole role) throws Exception {
        for (var value : new String[] {ATTACKER, "https://bscscan.com/address/" + ATTACKER + "#code#L1"}) {
            for (var between : new String[] {" : ", ":", " - ", " :\n// "}) {
                assertThat(head("// " + label + between + value, "vm.createSelectFork(\"bsc\");")
                                .addresses())
                        .containsExactly(new Address("bsc", ATTACKER, role));
            }
        }
    }

    @Test
    void severalValuesOfALabel() throws Exception {
        var facts = head(
                "// Attacker : " + ATTACKER.toUpperCase(Locale.ROOT).replace("0X", "0x") + ", " + CONTRACT
                        + " and friends\n//            " + VULNERABLE + " (helper)\n//\n// " + "0x" + "f6".repeat(20),
                "vm.createSelectFork(\"bsc\");");
        assertThat(facts.addresses())
                .containsExactly(
                        new Address("bsc", ATTACKER, AddressRole.ATTACKER),
                        new Address("bsc", CONTRACT, AddressRole.ATTACKER),
                        new Address("bsc", VULNERABLE, AddressRole.ATTACKER));
    }

    @Test
    void anAddressHasOneRoleAndZeroIsNone() throws Exception {
        var facts = head(
                "// Attacker : " + ATTACKER + "\n// Attack Contract : " + ATTACKER + "\n// Vulnerable Contract : 0x"
                        + "0".repeat(40),
                "vm.createSelectFork(\"bsc\");");
        assertThat(facts.addresses()).containsExactly(new Address("bsc", ATTACKER, AddressRole.ATTACKER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "### Lost:;7000000",
                "### Lost: unclear;7000000",
                "Nothing;7000000",
                "### Lost: 50 BNB;",
                "### Lost: All funds returned;",
            })
    void theHeadIsAskedOnlyWhenTheEntrySaysNothing(String line, Long cents) throws Exception {
        var list = LIST.replace("### Lost: ~$86.1K", line);
        var solidity = SOLIDITY.replace("~90 WETH", "~70K US$");
        assertThat(only(FEED.parse(files(PAST, list, POC, solidity))).facts().loss())
                .isEqualTo(cents == null ? null : new Usd(cents));
    }
}
