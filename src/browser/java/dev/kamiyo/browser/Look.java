package dev.kamiyo.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;

/// How a page is looked at.
enum Look {
    LIGHT_WIDE(ColorScheme.LIGHT, 1280, 800),
    DARK_WIDE(ColorScheme.DARK, 1280, 800),
    LIGHT_PHONE(ColorScheme.LIGHT, 390, 844),
    DARK_PHONE(ColorScheme.DARK, 390, 844);

    private final ColorScheme theme;
    private final int width;
    private final int height;

    Look(ColorScheme theme, int width, int height) {
        this.theme = theme;
        this.width = width;
        this.height = height;
    }

    boolean isPhone() {
        return width < 720;
    }

    Browser.NewContextOptions options() {
        return new Browser.NewContextOptions()
                .setColorScheme(theme)
                .setViewportSize(width, height)
                .setHasTouch(isPhone())
                .setIsMobile(isPhone())
                .setLocale("en-GB");
    }

    /// For names of files.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
