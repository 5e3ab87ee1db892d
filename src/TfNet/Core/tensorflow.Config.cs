using TfNet.LibTorch;

namespace Tensorflow;

public sealed partial class tensorflow
{
    /// <summary>Devices, threads, precision, and where LibTorch comes from.</summary>
    public config_api config { get; } = new();

    /// <summary>The version of the API that this library follows.</summary>
    public string VERSION => "2.15";
}

/// <summary>A processor or GPU of this machine.</summary>
public sealed record PhysicalDevice(string DeviceType, string DeviceName)
{
    public override string ToString() => $"PhysicalDevice(name='{DeviceName}', device_type='{DeviceType}')";
}

/// <summary><c>tf.config</c>.</summary>
public sealed class config_api
{
    internal config_api()
    {
    }

    public threading_api threading { get; } = new();

    public experimental_config_api experimental { get; } = new();

    /// <summary>The processor, and the GPUs when LibTorch has CUDA and a device answers.</summary>
    /// <param name="device_type">"CPU" or "GPU", or null for all.</param>
    public PhysicalDevice[] list_physical_devices(string? device_type = null)
    {
        if (device_type is not (null or "CPU" or "GPU"))
            throw new ValueError($"list_physical_devices: argument device_type: expected 'CPU', 'GPU' or null; received '{device_type}'");
        Engine.Ensure();
        var all = new List<PhysicalDevice> { new("CPU", "/physical_device:CPU:0") };
        for (int i = 0; i < Cuda.Devices; i++)
            all.Add(new PhysicalDevice("GPU", $"/physical_device:GPU:{i}"));
        return [.. all.Where(d => device_type is null || d.DeviceType == device_type)];
    }

    /// <summary>
    /// The folder to load LibTorch from, e.g. that of an installed PyTorch (.../site-packages/torch/lib); only before the first tensor.
    /// </summary>
    public void set_libtorch_path(string? folder) => Engine.LibraryFolder = folder;

    /// <summary>The file that LibTorch was loaded from and its ABI version.</summary>
    public (string Path, string Version) libtorch()
    {
        Engine.Ensure();
        return (Engine.LoadedFrom, Engine.Version);
    }
}

/// <summary><c>tf.config.threading</c>.</summary>
public sealed class threading_api
{
    internal threading_api()
    {
    }

    /// <summary>How many threads one op uses; 0: all processors.</summary>
    public void set_intra_op_parallelism_threads(int num_threads)
    {
        if (num_threads < 0)
            throw new ValueError($"set_intra_op_parallelism_threads: argument num_threads: expected a number >= 0; received {num_threads}");
        Engine.Threads = num_threads == 0 ? Environment.ProcessorCount : num_threads;
    }

    public int get_intra_op_parallelism_threads() => Engine.Threads;
}

/// <summary><c>tf.config.experimental</c>.</summary>
public sealed class experimental_config_api
{
    internal experimental_config_api()
    {
    }

    /// <summary>Allows or forbids TF32 (10 bits of mantissa) in products and convolutions of GPUs; allowed at the start.</summary>
    public void enable_tensor_float_32_execution(bool enabled) => Cuda.AllowTf32(enabled);

    /// <summary>Whether TF32 is allowed.</summary>
    public bool tensor_float_32_execution_enabled() => Cuda.Tf32;

    /// <summary>
    /// From now on a GPU gives the same bits for the same work, more slowly (https://www.tensorflow.org/api_docs/python/tf/config/experimental/enable_op_determinism);
    /// the processor always does. Together with a seed a training is then repeatable. An op that has no such way says so on stderr. The
    /// environment variable TF_DETERMINISTIC_OPS=1 does the same.
    /// </summary>
    public void enable_op_determinism() => Cuda.BeDeterministic();
}
