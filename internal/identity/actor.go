package identity

import (
	"context"

	"eerstelijn/internal/access"
)

type actorKey struct{}

// ActorOf tells who acts in a request: a citizen who is not signed in, unless a session or a token
// made them somebody.
func ActorOf(ctx context.Context) access.Actor {
	if a, ok := ctx.Value(actorKey{}).(access.Actor); ok {
		return a
	}
	return access.Anonymous("").Through(ctx)
}

// WithActor gives a context in which a acts. It decides nothing: whoever calls it has made sure of a.
func WithActor(ctx context.Context, a access.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// SignedIn tells whether an actor is somebody, as opposed to a citizen of whom nothing is known.
func SignedIn(a access.Actor) bool { return a.Assurance > access.NoAssurance }
