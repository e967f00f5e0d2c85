package dev.kamiyo.bench;

import java.util.List;

/// Measures one kind of work.
@FunctionalInterface
interface Measurement {
    /// @throws Exception when the work fails: a figure of something that did not work is none
    List<Figure> at(Site site) throws Exception;
}
