/// A simulated account with the product's real adapters plugged into it, for the tests of every room.
///
/// [Account] is the world with one guarded group and the SDK clients, [EditedHttpClient] changes what they send and
/// receive, [Trouble] makes chosen calls fail.
@NullMarked
package io.drainguard.proofs.account;

import org.jspecify.annotations.NullMarked;
