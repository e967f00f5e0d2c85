/// Every request and mail that leaves the house, and the guard that decides where it may go.
@NullMarked
package dev.kamiyo.net;

import org.jspecify.annotations.NullMarked;
