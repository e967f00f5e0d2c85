package dev.kamiyo.source.defihacklabs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Transaction;
import dev.kamiyo.exploit.TransactionRole;
import dev.kamiyo.source.Content;
import dev.kamiyo.source.MalformedFeedException;
import dev.kamiyo.source.Parsed;
import dev.kamiyo.source.Vocabularies;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.TreeMap;

/// A small DeFiHackLabs of an invented entry.
final class Lumora {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);
    static final DeFiHackLabs FEED = new DeFiHackLabs(Vocabularies.load(), CLOCK);
    static final String PAST = "past/2023/README.md";
    static final String POC = "src/test/2023-03/Lumora_exp.sol";
    static final String HASH = "0x" + "a1".repeat(32);
    static final String OTHER_HASH = "0x" + "b2".repeat(32);
    static final String ATTACKER = "0x" + "c3".repeat(20);
    static final String CONTRACT = "0x" + "d4".repeat(20);
    static final String VULNERABLE = "0x" + "e5".repeat(20);
    static final String LIST = """
            # Past

            1 incidents included.

            [20230313 Lumora](#20230313-lumora---reentrancy)

            ### 20230313 Lumora - Reentrancy

            ### Lost: ~$86.1K

            ```sh
            # use a new evm
            forge test --contracts ./src/test/2023-03/Lumora_exp.sol -vvv
            ```

            #### Contract

            [Lumora_exp.sol](../../src/test/2023-03/Lumora_exp.sol)

            ### Link reference

            https://example.org/lumora-post-mortem

            ![badge](https://img.shields.io/badge/x-y.svg) [again](https://example.org/lumora-post-mortem), [top](#top)

            ---
            """;
    static final String SOLIDITY = """
            // SPDX-License-Identifier: UNLICENSED
            pragma solidity ^0.8.10;

            import "forge-std/Test.sol";

            // @KeyInfo - Total Lost : ~90 WETH
            // Attacker : https://bscscan.com/address/%s
            // Attack Contract : %s
            // Vulnerable Contract :
            // https://bscscan.com/address/%s#code
            // Attack Tx : https://bscscan.com/tx/%s

            contract LumoraTest is Test {
                // Attack Tx : 0x9999999999999999999999999999999999999999999999999999999999999999
                function setUp() public {
                    vm.createSelectFork("bsc", 1_000);
                }
            }
            """.formatted(ATTACKER, CONTRACT, VULNERABLE, HASH);

    private Lumora() {}

    /// The facts of the entry when its file has this head comment and this body.
    static Facts head(String head, String call) throws MalformedFeedException {
        var solidity = head + "\ncontract A {\n" + call + "\n}\n";
        return only(FEED.parse(files(PAST, LIST, POC, solidity))).facts();
    }

    static Transaction attack(String chain, String hash) {
        return new Transaction(chain, hash, TransactionRole.ATTACK);
    }

    /// The only claim.
    static Claim only(Parsed parsed) {
        assertThat(parsed.claims()).hasSize(1);
        return parsed.claims().getFirst();
    }

    /// A checkout of these paths and texts, one after the other.
    static Content files(String... pathsAndTexts) {
        var files = new TreeMap<String, byte[]>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            files.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return new Content(files);
    }
}
