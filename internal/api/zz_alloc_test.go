package api
import ("testing";"context";"net/http/httptest";"net/http";"fmt";"math/rand/v2";"eerstelijn/internal/demo")
type sink struct{h http.Header}
func (s sink) Header() http.Header{return s.h}
func (s sink) Write(p []byte)(int,error){return len(p),nil}
func (s sink) WriteHeader(int){}
func BenchmarkZZ(b *testing.B){
	h := national.api(b, func(h *house) error { return demo.LoadNational(context.Background(), h.demo(), 120_000, 1, func(int) {}) })
	r := rand.New(rand.NewPCG(1, 1))
	reqs := make([]*http.Request,512)
	for i := range reqs { reqs[i]=httptest.NewRequest("GET","/api/v1/services?"+fmt.Sprintf("q=fysio&near=%.4f,%.4f&language=tr&direct=true", 51.2+2*r.Float64(), 4.2+2.3*r.Float64()),nil)}
	b.ReportAllocs()
	i:=0
	for b.Loop(){ h.ServeHTTP(sink{http.Header{}}, reqs[i%512]); i++ }
}
