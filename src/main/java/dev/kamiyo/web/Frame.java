package dev.kamiyo.web;

/// What stands around each page.
///
/// @param title of the window, and of previews of links
/// @param description for previews of links
/// @param path where the page is
/// @param section the entry of the top bar that is marked; empty for none
/// @param script the module that brings the page to life; empty for none
/// @param reading the state of the data
/// @param place up to which write the page shows everything, as the API writes it; empty where that does not matter
record Frame(
        String title,
        String description,
        String path,
        String section,
        String script,
        Reading reading,
        Assets assets,
        String place) {}
