package subscription

import (
	"slices"

	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/param"
)

// Topic is something that can be listened to.
type Topic string

// The topics, as they are called in the table and at the end of their canonical addresses.
const (
	TaskChanged      Topic = "task-changed"
	DirectoryChanged Topic = "directory-changed"
)

// topic is a topic with what can narrow it.
type topic struct {
	name  Topic
	title string // Dutch
	means string // what gives an event
	// keys are the filters, each with the type that its values refer to.
	keys map[string]string
	// of is the type that filters are of; '' where they name types themselves.
	of string
}

// Names of filters.
const (
	byOwner     = "owner"
	byRequester = "requester"
	byRequest   = "based-on"
	byType      = "_type"
)

var topics = []topic{
	{TaskChanged, "Een vraag om een plek is veranderd",
		"A Task that the organisation asked for or owns came to be, or its status or businessStatus changed. One event for each act that did so.",
		map[string]string{byOwner: "Organization", byRequester: "Organization", byRequest: "ServiceRequest"}, "Task"},
	{DirectoryChanged, "De gids is veranderd",
		"The public directory has new versions. One event for each moment at which it got some: the moment of the event is their meta.lastUpdated.",
		map[string]string{byType: ""}, ""},
}

// listed tells whether the directory has versions of a type.
func listed(kind string) bool {
	return slices.ContainsFunc(param.Types, func(t param.Type) bool { return t.Name == kind })
}

func (t Topic) of() *topic {
	i := slices.IndexFunc(topics, func(one topic) bool { return one.name == t })
	return &topics[i]
}

// Title says in Dutch what the topic is.
func (t Topic) Title() string { return t.of().title }

// canonical is the address by which a topic is asked for.
func canonical(codes *code.Set, t Topic) string { return codes.Own("SubscriptionTopic", string(t)) }

func topicAt(codes *code.Set, address string) (Topic, bool) {
	for i := range topics {
		if canonical(codes, topics[i].name) == address {
			return topics[i].name, true
		}
	}
	return "", false
}
