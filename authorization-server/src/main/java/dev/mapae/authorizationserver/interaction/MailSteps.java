package dev.mapae.authorizationserver.interaction;

import java.util.Optional;

/// What people can do where the server sends mails.
///
/// @param recovery empty where nobody has a password
/// @param signIn empty where nobody signs in by mail
public record MailSteps(
    Optional<RecoverySteps> recovery, AddressSteps address, Optional<EmailSignInSteps> signIn) {}
