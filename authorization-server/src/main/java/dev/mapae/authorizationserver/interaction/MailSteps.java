package dev.mapae.authorizationserver.interaction;

/// What people can do where the server sends mails.
public record MailSteps(RecoverySteps recovery, AddressSteps address) {}
