package access

import "context"

// Call is what is known of a request before anybody knows who makes it.
type Call struct {
	Trace string // its id, for the ledger and the logs
	Via   Via
	// Origin gives a keyed hash of the address it came from. It is only asked for when somebody acts:
	// a public question does not pay for it.
	Origin func() string
	// Route is where the face writes the pattern that answers, for the metric and the log.
	Route *string
}

// Answers tells whoever stands around a face which pattern answers the request.
func (c Call) Answers(pattern string) {
	if c.Route != nil {
		*c.Route = pattern
	}
}

type callKey struct{}

// WithCall puts what is known of a request in its context.
func WithCall(ctx context.Context, c Call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// CallOf gives what is known of the request, empty outside one.
func CallOf(ctx context.Context) Call {
	c, _ := ctx.Value(callKey{}).(Call)
	return c
}

// Through makes an actor act through the request of ctx.
func (a Actor) Through(ctx context.Context) Actor {
	c := CallOf(ctx)
	a.Trace = c.Trace
	if c.Origin != nil {
		a.Origin = c.Origin()
	}
	if a.Via == "" {
		a.Via = c.Via
	}
	return a
}
