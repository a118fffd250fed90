package notified

import (
	"net/http"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/identity"
)

// Path is where notifications are taken: the address to give in an Endpoint of an organisation that works here. It
// stands apart from the FHIR face, where a Task is a question itself.
const Path = "/fhir-notificaties"

const maxBody = 64 << 10

// Access says for whom each address is.
func Access() []access.Route {
	return []access.Route{
		{Pattern: "POST " + Path + "/Task", For: access.ForAct, Acts: []string{"notified.Receive"}},
		{Pattern: "PUT " + Path + "/Task", For: access.ForAct, Acts: []string{"notified.Receive"}},
		{Pattern: "POST " + signalPath + "/{peer}", For: access.ForHolder}, // of the secret that we gave it
	}
}

// ServeHTTP takes notifications, from programs that are signed in: it stands behind the door of machine clients.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+Path+"/Task", s.take)
	mux.HandleFunc("PUT "+Path+"/Task", s.take)
	mux.HandleFunc("POST "+signalPath+"/{peer}", s.signal)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == Path+"/Task" {
			w.Header().Set("Allow", "POST, PUT")
			s.refuse(w, r, outcome.Refuse(http.StatusMethodNotAllowed, "not-supported", "Hier kunt u alleen melden, of een melding intrekken.", "only POST, and PUT with an identifier, are known here"))
			return
		}
		s.refuse(w, r, outcome.Refuse(http.StatusNotFound, "not-found", "Dit adres is er niet.", "there is nothing at this address"))
	})
	defer func() { access.CallOf(r.Context()).Answers(r.Pattern) }()
	mux.ServeHTTP(w, r)
}

func (s *Service) refuse(w http.ResponseWriter, r *http.Request, err error) {
	outcome.Answer(w, r, s.Log, err, nil)
}

// take answers a notification: 201 for one that is taken, also once more, and 200 for a change of one.
func (s *Service) take(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	actor := identity.ActorOf(r.Context())
	if !identity.SignedIn(actor) {
		s.refuse(w, r, outcome.Refuse(http.StatusUnauthorized, "login", "Stuur een toegangsbewijs mee.", "send an access token; see /fhir/.well-known/smart-configuration"))
		return
	}
	n, err := s.read(w, r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	which, fresh, err := s.Receive(r.Context(), actor, n)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	status := http.StatusCreated
	if r.Method == http.MethodPut && !fresh {
		status = http.StatusOK
	}
	w.Header().Set("Location", strings.TrimSuffix(s.Public(), "/")+Path+"/Task/"+string(which))
	w.WriteHeader(status)
}

// read reads the Task of a request, and holds it against the condition of an update.
func (s *Service) read(w http.ResponseWriter, r *http.Request) (n Notification, err error) {
	body, err := outcome.ReadBody(w, r, maxBody)
	if err != nil {
		return n, err
	}
	if n, err = parse(body, s.Now()); err != nil {
		return n, err
	}
	if r.Method == http.MethodPost {
		if n.Status != requested {
			return n, unfit("Task.status", "value", "Een nieuwe melding is requested. Intrekken doet u met PUT en de identifier.", "expected status requested; cancel by PUT with ?identifier=system|value")
		}
		return n, nil
	}
	if asked := r.URL.Query()["identifier"]; len(asked) != 1 || asked[0] != n.Identifier {
		return n, outcome.Refuse(http.StatusBadRequest, "invalid", "Zet de identifier van de melding in het adres: ?identifier=systeem|waarde.", "expected ?identifier=system|value, equal to the identifier of the Task")
	}
	return n, nil
}
