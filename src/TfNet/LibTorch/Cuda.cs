using System.Runtime.InteropServices;
using Tensorflow;
using TfNet.Random;

namespace TfNet.LibTorch;

/// <summary>
/// CUDA's part of LibTorch, where it and a device are there, and its settings. What the C functions do not offer is reached by exported C++
/// functions, looked up by name; where one is missing, dropout is drawn on the processor.
/// </summary>
internal static unsafe class Cuda
{
    private static readonly Lock s_generator = new();
    private static delegate* unmanaged<sbyte, nint*> s_defaultGenerator;
    private static delegate* unmanaged<nint, ulong, void> s_setSeed;

    /// <summary>True when CUDA's part of LibTorch was loaded and a device answers.</summary>
    internal static bool Available { get; private set; }

    /// <summary>How many CUDA devices there are.</summary>
    internal static int Devices { get; private set; }

    /// <summary>Why CUDA is not there: the loader's or the driver's text.</summary>
    internal static string Reason { get; private set; } = "not looked for";

    /// <summary>Products and convolutions of float32 may use TF32 (10 bits of mantissa): on, as in TensorFlow.</summary>
    internal static bool Tf32 { get; private set; } = true;

    /// <summary>Every op must give the same bits for the same arguments.</summary>
    internal static bool Deterministic { get; private set; }

    /// <summary>Random numbers can be drawn on the device as a function of a key.</summary>
    internal static bool DrawsByKey => s_defaultGenerator != null && s_setSeed != null;

    /// <param name="folder">Where libtorch_cpu lies.</param>
    internal static void Load(string folder)
    {
        string file = Path.Combine(folder, Engine.FileName("torch_cuda"));
        if (!File.Exists(file))
        {
            Reason = $"{file}: no such file (this LibTorch is the CPU package)";
            return;
        }
        try
        {
            nint library = NativeLibrary.Load(file);
            Available = Answers(folder);
            if (!Available)
                return;
            s_defaultGenerator = (delegate* unmanaged<sbyte, nint*>)Export(library, "_ZN2at4cuda6detail23getDefaultCUDAGeneratorEa");
            s_setSeed = (delegate* unmanaged<nint, ulong, void>)Export(library, "_ZN2at17CUDAGeneratorImpl16set_current_seedEm");
            SetTf32(true);
            if (Environment.GetEnvironmentVariable("TF_DETERMINISTIC_OPS") is "1" or "true")
                SetDeterministic();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            Reason = e.Message.Split('\n')[0];
        }
    }

    /// <summary>The question that the C functions answer: can a tensor be made there?</summary>
    private static bool Answers(string folder)
    {
        int count = Count(folder);
        if (count == 0)
        {
            Reason = "LibTorch has CUDA, but the driver reports no device";
            return false;
        }
        long one = 1;
        nint tensor;
        if (Native.aoti_torch_empty_strided(1, &one, &one, Native.aoti_torch_dtype_float32(), Native.aoti_torch_device_type_cuda(), 0, &tensor) != 0)
        {
            Reason = "LibTorch has CUDA, but no device answers";
            return false;
        }
        _ = Native.aoti_torch_delete_tensor_object(tensor);
        (Devices, Reason) = (count, "");
        return true;
    }

    /// <summary>c10::cuda::device_count(), which does not fail without a driver; 1 where it is not exported under that name.</summary>
    private static int Count(string folder)
    {
        string file = Path.Combine(folder, Engine.FileName("c10_cuda"));
        return NativeLibrary.TryLoad(file, out nint library) && Export(library, "_ZN3c104cuda12device_countEv") is not 0 and nint count
            ? ((delegate* unmanaged<sbyte>)count)()
            : 1;
    }

    internal static void AllowTf32(bool allow)
    {
        Engine.Ensure();
        SetTf32(allow);
    }

    private static void SetTf32(bool allow)
    {
        Tf32 = allow;
        GlobalContext.Set("_ZN2at7Context17setAllowTF32CuDNNEb", allow);
        GlobalContext.Set("_ZN2at7Context18setAllowTF32CuBLASEb", allow);
    }

    /// <summary>
    /// cuDNN's choice of algorithms and the operators that add in any order become repeatable; those that cannot say so on stderr.
    /// </summary>
    internal static void BeDeterministic()
    {
        Engine.Ensure();
        SetDeterministic();
    }

    private static void SetDeterministic()
    {
        Deterministic = true;
        GlobalContext.Set("_ZN2at7Context21setDeterministicCuDNNEb", true);
        // Only a warning for those that cannot.
        GlobalContext.Set("_ZN2at7Context26setDeterministicAlgorithmsEbb", true, true);
    }

    /// <summary>
    /// Inverted dropout by the device's own generator, started at the key; also where it kept values. Only if <see cref="DrawsByKey"/>.
    /// The generator belongs to the whole process, so nobody else may draw between the two calls.
    /// </summary>
    internal static (Tensor Y, Tensor Mask) Dropout(Tensor x, double rate, RandomKey key)
    {
        (uint a, uint b, _, _) = new Philox(key).Block(0);
        lock (s_generator)
        {
            s_setSeed(*s_defaultGenerator((sbyte)x.Device.Index), (ulong)b << 32 | a);
            return Aten.native_dropout(x, rate);
        }
    }

    private static nint Export(nint library, string name) => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;
}
