package dev.kamiyo.web;

import dev.kamiyo.exploit.Chains;

/// Where transactions and addresses of a chain can be looked at on the web.
final class ChainExplorer {
    private static final String[] SUBSTRATE = {"/extrinsic/", "/account/"};

    private ChainExplorer() {}

    /// The page of a transaction; empty when no explorer is known.
    static String transaction(String chain, String hash) {
        return url(chain, hash, 0);
    }

    /// The page of an address; empty when no explorer is known.
    static String address(String chain, String address) {
        return url(chain, address, 1);
    }

    private static String url(String chain, String hash, int part) {
        var host = Chains.load().explorer(chain);
        return host.isEmpty() ? "" : "https://" + host + paths(host, chain)[part] + Names.encode(hash);
    }

    /// Most explorers have the paths of the first one; these have others.
    private static String[] paths(String host, String chain) {
        return switch (host) {
            case "solscan.io" -> new String[] {"/tx/", "/account/"};
            case "tronscan.org" -> new String[] {"/#/transaction/", "/#/address/"};
            case "explorer.aptoslabs.com" -> new String[] {"/txn/", "/account/"};
            case "suiscan.xyz" -> new String[] {"/mainnet/tx/", "/mainnet/account/"};
            case "nearblocks.io" -> new String[] {"/txns/", "/address/"};
            case "tonviewer.com" -> new String[] {"/transaction/", "/"};
            case "stellar.expert" -> new String[] {"/explorer/public/tx/", "/explorer/public/account/"};
            case "xrpscan.com" -> new String[] {"/tx/", "/account/"};
            case "cardanoscan.io" -> new String[] {"/transaction/", "/address/"};
            case "tzkt.io" -> new String[] {"/", "/"};
            case "starkscan.co" -> new String[] {"/tx/", "/contract/"};
            case "hashscan.io" -> new String[] {"/mainnet/transaction/", "/mainnet/account/"};
            case "explorer.multiversx.com" -> new String[] {"/transactions/", "/accounts/"};
            case "explorer.hiro.so" -> new String[] {"/txid/", "/address/"};
            default ->
                chain.equals("polkadot") || chain.equals("kusama") ? SUBSTRATE : new String[] {"/tx/", "/address/"};
        };
    }
}
