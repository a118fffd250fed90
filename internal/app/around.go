package app

import (
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/access"
	"eerstelijn/internal/api"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/id"
	"eerstelijn/internal/keys"
)

// maxBody bounds what anybody may send to a page or the API; files come by the command line.
const maxBody = 1 << 20

// around wraps the faces in what holds for every answer: a trace id, security headers, a bound on
// bodies, no form from another site, compression, a metric and a log line without personal data.
func (a *App) around(next http.Handler, limits *limiter, metrics prometheus.Registerer) http.Handler {
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "eerstelijn_http_seconds",
		Help:    "Time to answer, by route and status.",
		Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .5, 2},
	}, []string{"route", "status"})
	metrics.MustRegister(took)

	squeeze, err := gzhttp.NewWrapper(gzhttp.MinSize(1024))
	if err != nil {
		panic("app: gzip wrapper: " + err.Error()) // fixed options: cannot fail
	}
	sameSite := http.NewCrossOriginProtection()
	// A question by POST changes nothing and may be asked from any site, as the API's CORS headers say.
	sameSite.AddInsecureBypassPattern("POST /api/v1/services/search")
	for _, t := range slices.Concat(param.Types, param.Apart) {
		sameSite.AddInsecureBypassPattern("POST " + rest.Path + "/" + t.Name + "/_search")
	}
	secure := strings.HasPrefix(a.Public, "https://")
	plainly := sameSite.Handler(next)
	inner := squeeze(plainly)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		trace := id.New[string]()
		h := w.Header()
		h.Set("X-Trace-Id", trace)
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		answer := &watched{ResponseWriter: w, status: http.StatusOK}
		// The pattern, not the path or the query: those may hold what somebody typed.
		var route string
		defer func() {
			p := recover()
			if p == http.ErrAbortHandler {
				panic(p) // the server cuts the line: half an answer must not look whole
			}
			if p != nil {
				a.Log.Error("panic", "trace", trace, "panic", p, "stack", string(debug.Stack()))
				if !answer.begun {
					plain(answer, http.StatusInternalServerError, "Er ging iets mis bij ons. Noem dit nummer als u belt: "+trace)
				}
			}
			if route == "" {
				route = "none"
			}
			if r.URL.Path != api.FeedPath || answer.status != http.StatusOK { // a line that was open for hours was not slow
				took.WithLabelValues(route, strconv.Itoa(answer.status)).Observe(time.Since(start).Seconds())
			}
			a.Log.Debug("answer", "trace", trace, "method", r.Method, "route", route, "status", answer.status, "took", time.Since(start))
		}()
		from := address(r, a.Proxies)
		if wait := limits.wait(boundOf(r), from); wait > 0 {
			tooSoon(answer, r, wait)
			return
		}
		origin := sync.OnceValue(func() string {
			mark, err := a.Keys.Fingerprint(keys.ForOrigins, from)
			if err != nil {
				a.Log.Error("origin", "trace", trace, "error", err)
			}
			return mark
		})
		r = r.WithContext(access.WithCall(r.Context(), access.Call{Trace: trace, Origin: origin, Via: viaOf(r), Route: &route}))
		if r.URL.Path == api.FeedPath {
			plainly.ServeHTTP(answer, r) // compression would keep its pieces back until there are more
			return
		}
		inner.ServeHTTP(answer, r)
	})
}

// viaOf is the face that answers.
func viaOf(r *http.Request) access.Via {
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, rest.Path+"/") || strings.HasPrefix(r.URL.Path, notified.Path+"/") || strings.HasPrefix(r.URL.Path, "/oauth/") {
		return access.ByAPI
	}
	return access.ByPage
}

// watched remembers the status of an answer.
type watched struct {
	http.ResponseWriter
	status int
	begun  bool
}

func (w *watched) WriteHeader(status int) {
	if !w.begun {
		w.status, w.begun = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(p []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }
