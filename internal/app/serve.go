package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"eerstelijn/internal/access"
	"eerstelijn/internal/api"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/once"
	"eerstelijn/internal/web"
	"eerstelijn/internal/web/site"
)

// Listen are the addresses to serve on; port 0 takes a free one.
type Listen struct {
	Main string // pages and API
	Ops  string // metrics and profiles, for operators
}

// Timeouts of the listeners: a slow or silent caller must not hold a connection for ever.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 2 * time.Minute
	stopTimeout       = 10 * time.Second
	maxHeader         = 32 << 10
)

// Serve loads the index, starts the feed, the jobs and the listeners, tells started their addresses,
// and works until ctx ends. Then it finishes requests, stops the jobs, and returns.
func (a *App) Serve(ctx context.Context, l Listen, started func(addr, ops string)) error {
	if err := a.Check(l); err != nil {
		return err
	}
	if err := a.checkData(ctx); err != nil {
		return err
	}
	mainListener, err := net.Listen("tcp", l.Main)
	if err != nil {
		return cannotListen(l.Main, err)
	}
	defer func() { _ = mainListener.Close() }()
	opsListener, err := net.Listen("tcp", l.Ops)
	if err != nil {
		return cannotListen(l.Ops, err)
	}
	defer func() { _ = opsListener.Close() }()

	if a.Public == "" {
		a.Public = "http://" + mainListener.Addr().String()
		if err := a.place(a.Public); err != nil {
			return err
		}
	}

	// Work in the background has a context of its own: requests that are being finished still need
	// the feed and the index.
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()

	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	a.measureRecord(metrics)
	a.measureMail(metrics)
	a.measureWatch(metrics)
	projection.Register(metrics, a.Rendering)
	a.Mirror.Register(metrics)
	handler, err := a.handler(metrics)
	if err != nil {
		return err
	}
	mainServer := newServer(handler)
	mainServer.RegisterOnShutdown(a.Watch.Close) // it would wait for those who watch for ever
	opsServer := newServer(a.opsHandler(metrics))
	failed := make(chan error, 2)
	for _, s := range []struct {
		server   *http.Server
		listener net.Listener
	}{{mainServer, mainListener}, {opsServer, opsListener}} {
		running.Go(func() {
			if err := s.server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
				failed <- err
			}
		})
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		_ = mainServer.Shutdown(end)
		_ = opsServer.Shutdown(end)
	}()

	// Until the index is there /readyz answers 503; the addresses are told when it is.
	if err := a.loadBoard(ctx); err != nil {
		return err
	}
	if err := a.Finder.Load(ctx); err != nil {
		return err
	}
	if err := a.Directory.ScheduleSweep(ctx); err != nil {
		return err
	}
	if err := a.Accounts.Invitations.ScheduleSweep(ctx); err != nil {
		return err
	}
	if err := a.scheduleRoom(ctx); err != nil {
		return err
	}
	if err := a.scheduleCooperation(ctx); err != nil {
		return err
	}
	if err := a.Custody.ScheduleRewrap(ctx); err != nil {
		return err
	}
	if err := a.Audit.ScheduleExpire(ctx); err != nil {
		return err
	}
	if err := a.Mirror.ScheduleAll(ctx); err != nil {
		return err
	}
	// What the demonstration plays beside the site begins with what visitors left, who may change all of it. Where
	// that cannot be, the demonstration starts without.
	if err := a.playRecordSystem(ctx); err != nil {
		a.Log.ErrorContext(ctx, "the record system is not played", "error", err)
	}
	if err := a.playOthers(ctx); err != nil {
		a.Log.ErrorContext(ctx, "the systems of others are not played", "error", err)
	}
	running.Go(func() { a.Sealer.Run(background) })
	running.Go(func() { a.watchKeys(background) })
	running.Go(func() { newQuiet().run(background) })
	running.Go(func() { a.Feed.Run(background) })
	running.Go(func() { a.Board.Run(background) })
	running.Go(func() { a.Watch.Run(background) })
	running.Go(func() { a.Finder.Run(background) })
	running.Go(func() { a.Rendering.Run(background) })
	running.Go(func() { a.Telling.Run(background) })
	running.Go(func() { a.Jobs.Run(background) })
	a.ready.Store(true)
	defer a.ready.Store(false)
	if err := a.beginOthers(ctx); err != nil {
		a.Log.ErrorContext(ctx, "the systems of others did not begin", "error", err)
	}
	if a.Others != nil {
		running.Go(func() { a.Others.Platform.Run(background) })
	}
	started(mainListener.Addr().String(), opsListener.Addr().String())

	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

func cannotListen(addr string, err error) error {
	return fault.New(fault.Unavailable, "Dit adres is niet vrij.", "cannot listen on "+addr+"; choose another with --listen or --ops").Because(err)
}

func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
	}
}

// handler joins the faces behind what holds for all of them.
func (a *App) handler(metrics prometheus.Registerer) (http.Handler, error) {
	pages, err := web.New(web.Deps{Capacity: a.Capacity, Appointments: a.Appointments, Board: a.Board, Placement: a.Placement, Numbers: a.Numbers, Notified: a.Notified, Cooperation: site.Cooperation(a.Cooperation), Accounts: web.Accounts(a.Accounts), Admin: a.adminNeeds(), Access: a.Spine.Policies(), Approvals: a.Approvals, Audit: a.Audit, Network: a.Network, Endpoints: a.Endpoints, Directory: a.Directory, Finder: a.Finder, Identity: a.Identity, Sessions: a.Sessions, Party: a.Party, Launch: a.Launches, Others: a.Others, Address: a.Public, Log: a.Log, Demo: a.Demo, Now: a.Clock, Helpline: a.Helpline})
	if err != nil {
		return nil, err
	}
	faces := http.NewServeMux()
	door := a.Clients.Handler(a.Public, nil) // package app bounds all requests; see around
	faces.Handle(client.TokenPath, door)
	faces.Handle(client.MetadataPath, door)
	faces.Handle(client.SmartPath, door)
	faces.Handle(rest.Path+client.SmartPath, door)
	limits := newLimiter(a.Rates, time.Now)
	faces.Handle("/api/", a.Clients.Around(limits.perPerson(api.New(api.Deps{Once: once.New(a.Store, a.Keys), Network: a.Network, Endpoints: a.Endpoints, Directory: a.Directory, Finder: a.Finder, Capacity: a.Capacity, Appointments: a.Appointments, Watch: a.Watch, Placement: a.Placement, Numbers: a.Numbers, Notices: a.Notice, Cooperation: api.Cooperation(a.Cooperation), Audit: a.Audit, Mirror: a.Mirror, Peers: a.Peers, Notified: a.Notified, Launches: a.Launches, Hearing: a.Hearing, Address: a.Public, Log: a.Log, Version: a.Version, Now: a.Clock}), a.Proxies)))
	resources, err := a.fhirFace(limits)
	if err != nil {
		return nil, err
	}
	faces.Handle(rest.Path, resources)
	faces.Handle(rest.Path+"/", resources)
	faces.Handle(notified.Path+"/", a.notices(limits))
	faces.Handle("GET "+peer.JWKSPath, a.Peers)
	faces.Handle("/", limits.perPerson(pages, a.Proxies))
	mux := http.NewServeMux()
	mux.Handle("/", a.whenReady(a.Sessions.Around(tell(faces))))
	a.health(mux)
	a.face = a.around(tell(mux), limits, metrics)
	return a.face, nil
}

// tell names the pattern of a mux that answers for itself; a face names its own.
func tell(mux http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if c := access.CallOf(r.Context()); c.Route != nil && *c.Route == "" && r.Pattern != "/" {
				c.Answers(r.Pattern)
			}
		}()
		mux.ServeHTTP(w, r)
	})
}

// whenReady keeps visitors waiting while the index loads: without it there is nothing to answer from.
func (a *App) whenReady(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.ready.Load() {
			w.Header().Set("Retry-After", "2")
			plain(w, http.StatusServiceUnavailable, "Het systeem start. Probeer het zo opnieuw. Levensgevaar? Bel 112.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// opsHandler is for operators: it listens on an address of its own that is not public.
func (a *App) opsHandler(metrics *prometheus.Registry) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	a.health(mux)
	return mux
}

// health answers /livez (the process runs) and /readyz (all is loaded and the database answers).
func (a *App) health(mux *http.ServeMux) {
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, r *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		switch {
		case !a.ready.Load():
			plain(w, http.StatusServiceUnavailable, "loading")
		case a.Store.Ping(ctx) != nil:
			plain(w, http.StatusServiceUnavailable, "database does not answer")
		default:
			plain(w, http.StatusOK, "ok"+a.aside(ctx))
		}
	})
}

// aside is a line about FHIR resources that could not be rendered, if there are any. All else is
// served as ever, so it does not make this node less ready.
func (a *App) aside(ctx context.Context) string {
	if n, err := a.Rendering.SetAside(ctx); err == nil && n > 0 {
		return fmt.Sprintf("\nFHIR resources set aside: %d", n)
	}
	return ""
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}
