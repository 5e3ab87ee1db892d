using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>
/// oneDNN plans its loops by the sizes of the caches, which it asks AMD's processors for by CPUID leaf 8000001Dh. A virtual machine may hide that
/// leaf; oneDNN takes every cache for one byte then, and its convolutions and their gradients give wrong numbers or end the process by a
/// division (oneDNN 3.7.1 of LibTorch 2.10 on a virtual Zen 5: 1x1 from 1024 to 512 channels, gradients of stride 2). There the sizes of the older
/// leaves are written where oneDNN keeps what it found; where that place cannot be found, LibTorch does without oneDNN.
/// </summary>
internal static unsafe class OneDnnCaches
{
    private const int Levels = 3;

    /// <summary>Call before any other operator; a processor whose caches are known costs two instructions.</summary>
    /// <param name="file">The loaded libtorch_cpu.</param>
    internal static void Repair(string file)
    {
        if (AreHidden())
            OneDnn.Enabled = OperatingSystem.IsLinux() && Correct(file);
    }

    private static bool AreHidden()
    {
        if (!OneDnn.IsMadeBy("Auth"u8))
            return false;
        (_, int ebx, int ecx, _) = X86Base.CpuId(unchecked((int)0x8000001D), 0);
        return ebx == 0 && ecx == 0;
    }

    /// <summary>Whether oneDNN's record was found; not where the process may not read its own map.</summary>
    private static bool Correct(string file)
    {
        MakeAPlan();
        bool found = false;
        try
        {
            foreach ((nint start, nint end) in WritableParts(file))
                found |= Correct((uint*)start, (uint*)end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        return found;
    }

    /// <summary>oneDNN looks at the processor when it makes its first plan. It keeps its plans, so this one is for channels that nobody has.</summary>
    private static void MakeAPlan()
    {
        using var scope = new Scope("onednn_plan");
        Tensor x = Creation.Fill(new Shape(1, 17, 6, 6), 0, TF_DataType.TF_FLOAT, Device.Cpu);
        Tensor kernel = Creation.Fill(new Shape(23, 17, 2, 2), 0, TF_DataType.TF_FLOAT, Device.Cpu);
        Aten._convolution_pointwise(x, kernel, null, [0, 0], [1, 1], [1, 1], 1, "none"u8);
    }

    /// <summary>The mappings of a library's variables: its own writable ones, and the zeros that follow on one.</summary>
    private static IEnumerable<(nint Start, nint End)> WritableParts(string file)
    {
        string name = Path.GetFileName(file);
        nint follows = 0;
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            // start-end rights offset device inode path
            string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            string[] range = fields[0].Split('-');
            nint start = nint.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            nint end = nint.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            bool own = fields.Length == 6 && fields[5].EndsWith("/" + name, StringComparison.Ordinal);
            bool zeros = fields.Length == 5 && start == follows;
            if ((own || zeros) && fields[1].StartsWith("rw", StringComparison.Ordinal))
                yield return (start, end);
            follows = own ? end : 0;
        }
    }

    /// <summary>
    /// Looks for oneDNN's record (Xbyak's Cpu class): sizes of up to ten levels of caches, how many cores share each, the number of levels;
    /// sizes of one byte become the true ones.
    /// </summary>
    internal static bool Correct(uint* from, uint* end)
    {
        bool found = false;
        ReadOnlySpan<uint> unknown = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, Levels];
        for (uint* p = from; p + unknown.Length <= end; p++)
            if (*p == 1 && new ReadOnlySpan<uint>(p, unknown.Length).SequenceEqual(unknown))
            {
                Sizes().CopyTo(new Span<uint>(p, Levels));
                found = true;
            }
        return found;
    }

    /// <summary>Bytes per core of the levels 1, 2 and 3.</summary>
    private static uint[] Sizes()
    {
        uint l1 = (uint)X86Base.CpuId(unchecked((int)0x80000005), 0).Ecx >> 24 << 10;
        uint l2 = (uint)X86Base.CpuId(unchecked((int)0x80000006), 0).Ecx >> 16 << 10;
        // The third level is told for all cores together: eight share 32 MiB since Zen 2.
        return [l1 == 0 ? 32 << 10 : l1, l2 == 0 ? 512 << 10 : l2, 4 << 20];
    }
}
