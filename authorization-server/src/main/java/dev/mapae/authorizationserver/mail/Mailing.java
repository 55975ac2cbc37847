package dev.mapae.authorizationserver.mail;

/// How mails go out, and what is asked of addresses.
///
/// @param requireVerifiedAddress whether an account that somebody made for themselves is of no use
///   until its address is confirmed
/// @param noticeOfNewBrowser whether people are told when they sign in in a new browser
public record Mailing(
    MailTransport transport, boolean requireVerifiedAddress, boolean noticeOfNewBrowser) {}
