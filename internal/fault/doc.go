// Package fault holds the kinds of error the program knows and the text people read of them.
//
// An error made here says three things: its [Kind] (what a face answers: HTTP status, exit code,
// OperationOutcome), a message for people in Dutch and English that names the field and what is
// expected, and an inner error for logs. Error() is for logs; [Safe] is for people. An error that
// was not made here is [Internal]: a person then sees only a reference number.
//
// No message holds personal data: say which field is wrong, never what somebody filled in there,
// unless the value is a code or a number that identifies nobody.
//
// Start reading at [Error].
package fault
