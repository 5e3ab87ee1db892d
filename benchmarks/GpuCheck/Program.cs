using System.Globalization;
using GpuCheck;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;

// Trains a few steps on /CPU:0 and on /GPU:0 from the same weights, in float64 and float32, compares outputs, losses and gradients, and
// prints the throughput of both. Exit code: 0 agreement or no GPU, 1 a difference, 3 LibTorch not found.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    (string path, string version) = tf.config.libtorch();
    Console.WriteLine($"LibTorch {version} from {path}");
}
catch (LibTorchException e)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}
if (tf.config.list_physical_devices("GPU").Length == 0)
{
    try
    {
        tf.device("/GPU:0").Dispose();
    }
    catch (InvalidArgumentError e)
    {
        Console.WriteLine("No GPU: nothing to check. " + e.Message);
    }
    return 0;
}
tf.config.experimental.enable_tensor_float_32_execution(false);
bool agree = true;
DropoutOp.Off = true; // The devices draw different numbers.
foreach ((string name, int batch) in new[] { ("my_model", 32), ("alexnet_v1", 32), ("resnet18", 8), ("vit_tiny", 8) })
{
    var cpu = new DeviceRun(name, batch, "/CPU:0", "float32", null);
    var cpu64 = new DeviceRun(name, batch, "/CPU:0", "float64", cpu.Weights);
    var gpu64 = new DeviceRun(name, batch, "/GPU:0", "float64", cpu.Weights);
    var gpu = new DeviceRun(name, batch, "/GPU:0", "float32", cpu.Weights);
    foreach (DeviceRun run in new[] { cpu64, gpu64, cpu, gpu })
        run.Train();
    agree &= Comparison.Print(name, cpu64, gpu64, cpu, gpu);
}
DropoutOp.Off = false;
DTypePolicy.SetGlobal("float32");
tf.config.experimental.enable_tensor_float_32_execution(true);
foreach ((string name, int batch) in new[] { ("my_model", 256), ("alexnet_v1", 128) })
    foreach (string device in new[] { "/CPU:0", "/GPU:0" })
        Console.WriteLine(new DeviceRun(name, device == "/GPU:0" ? batch : 32, device, "float32", null).Throughput());
Console.WriteLine(agree ? "GPU check passed" : "GPU check FAILED");
return agree ? 0 : 1;
