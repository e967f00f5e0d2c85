package dev.kamiyo.source.defihacklabs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LossTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "$8.3 million; 8300000",
                "~ $86.1K; 86100",
                "$~29K USD; 29000",
                "$.7 million; 700000",
                "$ 25k; 25000",
                "$27,500,000; 27500000",
                "$8.5-million; 8500000",
                "$1,034.05; 1034.05",
                "US$ 12,300; 12300",
                "USD 5M; 5000000",
                "366K; 366000",
                "~4,6M; 4600000",
                "12.8 K; 12800",
                "319.8\u00A0k; 319800",
                "1.6B; 1600000000",
                "about 3M; 3000000",
                ">101K; 101000",
                "over $22 Million; 22000000",
                "22M USD; 22000000",
                "500,500+ USD; 500500",
                "250,000 US$; 250000",
                "~$83,900 USD$; 83900",
                "12 Million $; 12000000",
                "89MUS$; 89000000",
                "591k usdt; 591000",
                "~9465USDT; 9465",
                "190,155.97 USDC; 190155.97",
                "~2.17 M BUSD; 2170000",
                "~$20k $USDT; 20000",
                "12k BSC-USD; 12000",
                "7 DAI; 7",
                "70 ETH (~$112K); 112000",
                "820 BNB (~225k$); 225000",
                "705 ETH (~1.09M US$); 1090000",
                "Several tokens (~153M US$); 153000000",
                "1,048.1 ETH + 400,000 DAI (~$3.10M); 3100000",
                "113,000 USDC (~$118.5K reported); 118500",
                "~$2.2M (1158 ETH + 150,000 DAI); 2200000",
                "~$85.5K USD (85,512 USDT); 85500",
                "~251k US$ which resulted in ~51k profit; 251000",
                "191,000 USDC drained (net profit ~189,000 USDC); 191000",
                "605K USDT (~$8.3M cumulative); 605000",
                "~9.7K USD (~$8,200 recovered); 9700",
            })
    void dollarsThatATextPlainlySays(String text, BigDecimal dollars) {
        assertThat(LossText.dollars(text)).contains(Usd.of(dollars));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Unclear",
                "None",
                "N/A (the worst case would have been ~$2M)",
                "0 (disclosure only)",
                "$0",
                "All funds returned",
                "1.46 ETH",
                "901 BNB",
                "8541ETH",
                "~$8ETH",
                "~$2 $BNB",
                "~$3.3K MATIC",
                "40 eth",
                "158.3 WETH and 535,700 USDT",
                "206K USDT + 37 BNB",
                "2.6 ETH, 4,477 USDC, 3,609 USDT",
                "~$17,700 USDC + ~0.01 WETH",
                "$500K + 20 ETH",
                "128K mTOKEN",
                "996B (ABC token)",
                "96 K (1.14 WBTC)",
                "53000",
                "737,000",
                "$1M - $2M",
                "$5-6M",
                "$100k-200k",
                "$5 000 000",
                "12 345 USD",
                "$5_000_000",
                "$1'200'000",
                "$1.2 milion",
                "$2.5 billions",
                "$300 thousands",
                "$0.2 M$",
                "10~20K",
                "$1M to $2M",
                "up to $3M",
                "<$3M",
                "$1M, later $2M",
                "605K USDT (~$8.3M)",
                "573,000 USDC net attacker gain",
                "€100K",
                "HK$5M",
                "100K EUR",
                "28%",
                "ERC-20 tokens",
                "0x28d9",
                "1 NFT",
                "100,00,000 USD",
                "20 million Tokens returned 17 million of them",
                "100,000,000,000,000,000 USD",
            })
    void whatIsNotPlainlyDollarsIsUnknown(String text) {
        assertThat(LossText.dollars(text)).isEmpty();
    }

    @Test
    void onlyATextThatSaysSomethingTells() {
        assertThat(LossText.tells("12 ETH")).isTrue();
        assertThat(LossText.tells("All funds returned")).isTrue();
        assertThat(LossText.tells("None")).isTrue();
        assertThat(LossText.tells("unclear")).isFalse();
        assertThat(LossText.tells("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "$", "(", ")", "1,", "1.", "- ", "(1", "$1K "})
    void anEndlessTextEnds(String piece) {
        var text = piece.repeat(1 << 20);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> LossText.dollars(text));
    }
}
