package io.drainguard.cli.account;

/// Reports that nothing says in which Region to ask.
public final class NoRegion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRegion() {
        super("no Region is set; next: give --region, or set AWS_REGION, AWS_DEFAULT_REGION, or the profile's region");
    }
}
