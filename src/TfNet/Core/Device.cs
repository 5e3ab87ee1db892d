using System.Globalization;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Where a tensor lives: the processor, or a CUDA device by index.</summary>
internal readonly record struct Device(bool IsCuda, int Index)
{
    internal static readonly Device Cpu = new(false, 0);

    [ThreadStatic]
    private static Device? t_chosen;

    internal int TorchType
    {
        get
        {
            Engine.Ensure();
            return IsCuda ? Native.aoti_torch_device_type_cuda() : Native.aoti_torch_device_type_cpu();
        }
    }

    /// <summary>Device? in a schema: the index in the low 32 bits, the type in the high 32.</summary>
    internal long Packed => ((long)TorchType << 32) | (uint)Index;

    /// <summary>Where new tensors go on this thread: what tf.device chose, else the first GPU if CUDA answers, else the processor.</summary>
    internal static Device Current
    {
        get
        {
            if (t_chosen is { } chosen)
                return chosen;
            Engine.Ensure();
            return Cuda.Available ? new Device(true, 0) : Cpu;
        }
    }

    /// <summary>What tf.device chose on this thread; null: nothing.</summary>
    internal static Device? Chosen => t_chosen;

    internal static IDisposable Use(string name) => Use(Parse(name));

    /// <param name="device">Null: as if nothing were chosen.</param>
    internal static IDisposable Use(Device? device)
    {
        Device? before = t_chosen;
        t_chosen = device;
        return new Restore(before);
    }

    internal static Device Parse(string name)
    {
        string tail = name[(name.LastIndexOf("device:", StringComparison.OrdinalIgnoreCase) is >= 0 and int at ? at + 7 : 0)..].TrimStart('/');
        string[] parts = tail.Split(':');
        int index = 0;
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
            throw new ValueError($"device: expected a name such as /CPU:0 or /GPU:0; received '{name}'");
        switch (parts[0].ToUpperInvariant())
        {
            case "CPU":
                return index == 0 ? Cpu : throw new InvalidArgumentError($"device: there is one CPU device, /CPU:0; received '{name}'");
            case "GPU" or "CUDA":
                Engine.Ensure();
                if (!Cuda.Available)
                    throw new InvalidArgumentError($"device: '{name}' was asked for, but CUDA is not available: {Cuda.Reason}");
                return index < Cuda.Devices ? new Device(true, index)
                    : throw new InvalidArgumentError($"device: expected /GPU:0 to /GPU:{Cuda.Devices - 1}; received '{name}'");
            default:
                throw new ValueError($"device: expected a name such as /CPU:0 or /GPU:0; received '{name}'");
        }
    }

    public override string ToString() => IsCuda ? $"/GPU:{Index}" : "/CPU:0";

    private sealed class Restore(Device? before) : IDisposable
    {
        public void Dispose() => t_chosen = before;
    }
}
