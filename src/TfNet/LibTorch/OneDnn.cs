using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>Where oneDNN's fused operators (mkldnn::..) may be called, and where they are the faster ones.</summary>
internal static class OneDnn
{
    private static readonly bool s_there = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static bool s_enabled = true;

    /// <summary>Whether LibTorch uses it, and its own operators are called.</summary>
    internal static bool Enabled
    {
        get => s_enabled;
        set
        {
            s_enabled = value;
            GlobalContext.Set("_ZN2at7Context20setUserEnabledMkldnnEb", value);
        }
    }

    /// <summary>
    /// MKL takes a slow path on other makers' processors (oneDNN 2.1 times as fast on Zen 4 and 5). On Intel's (Xeon with AVX-512 VNNI,
    /// 2 cores) MKL's plain products win where nothing is fused: dW of 32x4608x2048, 788x768x3072 and 4x25088x4096 1.2 times,
    /// of 32x2048x1000 1.7 times; dX of 32x4608x2048 1.7 times.
    /// </summary>
    internal static bool IsFasterUnfused { get; } = !IsMadeBy("Genu"u8);

    /// <summary>Other makers' processors with AVX-512, so AMD's from Zen 4 on: oneDNN's loops are twice as fast as with AVX2, MKL's are not.</summary>
    internal static bool IsZen4 { get; } = Avx512F.IsSupported && IsFasterUnfused;

    /// <summary>float32 data on the processor, and not empty: the operators are built into LibTorch for x64.</summary>
    internal static bool Takes(Tensor x) => s_there && s_enabled && !x.IsSymbolic && x.dtype == TF_DataType.TF_FLOAT && !x.Device.IsCuda && x.size > 0;

    /// <summary>
    /// oneDNN's kernel gradient of NHWC maps has no good loop for AVX2 alone: 3x3 on 224x224x64 (batch 2, Zen 3) 14 GF/s, where maps copied to
    /// NCHW get 64, 41 with the copies; 17 and 53 on 112x112x128. With AVX-512 both are the same loop.
    /// </summary>
    internal static bool KernelGradientWantsChannelsFirst { get; } = !Avx512F.IsSupported;

    /// <summary>
    /// The fewest channels from which the kernel gradient of a 1x1 convolution is faster as one product by MKL: 8x14x14x256 to 1024 6.3 ms
    /// against 9.5, 8x7x7x2048 to 512 7.3 against 9.2 (Zen 3, with fewer than 128 channels not always); 1.0 to 2.2 times on a Xeon with
    /// AVX-512, from 64 channels on. Never on a Zen 5: oneDNN 185 to 310 GF/s and MKL 131 to 170 at batch 8 (at batch 1 115 and 158 for
    /// 14x14x1024 to 256, 160 and 163 for 7x7x512 to 2048).
    /// </summary>
    internal static long PointwiseKernelGradientAsProduct { get; } = IsZen4 ? long.MaxValue : Avx512F.IsSupported ? 64 : 128;

    /// <summary>CPUID leaf 0 has the maker's name in EBX, EDX, ECX: "GenuineIntel", "AuthenticAMD". The first four letters are enough.</summary>
    internal static bool IsMadeBy(ReadOnlySpan<byte> start) => X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == MemoryMarshal.Read<int>(start);
}
