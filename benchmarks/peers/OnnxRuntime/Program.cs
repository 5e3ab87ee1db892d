// Prediction by ONNX Runtime: OnnxPeer FILE.onnx NETWORK BATCH SIZE STEPS THREADS prints one JSON line as benchmarks/Throughput does.
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

if (args.Length != 6)
{
    Console.Error.WriteLine("OnnxPeer FILE.onnx NETWORK BATCH SIZE STEPS THREADS (0: as many as processors)");
    return 2;
}
(string file, string network) = (args[0], args[1]);
int[] numbers = Array.ConvertAll(args[2..], a => int.Parse(a, CultureInfo.InvariantCulture));
(int batch, int size, int steps) = (numbers[0], numbers[1], numbers[2]);
using var options = new SessionOptions { IntraOpNumThreads = numbers[3] > 0 ? numbers[3] : Environment.ProcessorCount };
using var session = new InferenceSession(file, options);
var random = new Random(1);
var pixels = new float[batch * 3 * size * size];
for (int i = 0; i < pixels.Length; i++)
    pixels[i] = random.NextSingle();
NamedOnnxValue[] inputs = [NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(pixels, [batch, 3, size, size]))];
double best = double.MaxValue;
for (int i = -2; i < steps; i++)
{
    long start = Stopwatch.GetTimestamp();
    session.Run(inputs).Dispose();
    if (i >= 0)
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{{\"engine\":\"onnxruntime-{OrtEnv.Instance().GetVersionString()}\",\"network\":\"{network}\",\"mode\":\"predict\",\"batch\":{batch},\"size\":{size},")
    + string.Create(CultureInfo.InvariantCulture,
        $"\"dtype\":\"float32\",\"device\":\"cpu\",\"img_per_s\":{batch * 1000 / best:0.00},\"ms_per_step\":{best:0.000}}}"));
return 0;
