using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TfNet.Random;

namespace TfNet.Kernels;

/// <summary>
/// The float32 part of <see cref="RandomFill"/> on eight Philox blocks at once, bit for bit the scalar form's values. Lane k of the word
/// vectors a, b, c, d is block n + k; four vectors of eight consecutive elements come out. The caller does the last elements that do
/// not fill eight blocks. Measured on 2^18 elements against the scalar form (best of 400 on a busy two-core machine): uniform 0.97 against
/// 4.1 ns an element, truncated normal 9.0 against 43.
/// </summary>
internal static unsafe class RandomFillAvx2
{
    /// <summary>Elements of one turn.</summary>
    internal const int Elements = 32;

    private const uint M0 = 0xD2511F53;
    private const uint M1 = 0xCD9E8D57;
    private const uint W0 = 0x9E3779B9;
    private const uint W1 = 0xBB67AE85;

    internal static bool Takes(Distribution distribution) =>
        Avx2.IsSupported && distribution is Distribution.Uniform or Distribution.TruncatedNormal;

    /// <summary>data[0..count): elements from <paramref name="first"/> (a multiple of 4) on; count is a multiple of 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Fill(float* data, long first, long count, Distribution distribution, double shift, double scale, RandomKey key)
    {
        Vector256<double> vShift = Vector256.Create(shift);
        Vector256<double> vScale = Vector256.Create(scale);
        for (long i = 0; i < count; i += Elements)
        {
            (Vector256<uint> w0, Vector256<uint> w1, Vector256<uint> w2, Vector256<uint> w3) = Blocks((ulong)(first + i) / 4, key);
            Store(data + i, w0, distribution, vShift, vScale);
            Store(data + i + 8, w1, distribution, vShift, vScale);
            Store(data + i + 16, w2, distribution, vShift, vScale);
            Store(data + i + 24, w3, distribution, vShift, vScale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* target, Vector256<uint> words, Distribution distribution, Vector256<double> shift,
        Vector256<double> scale)
    {
        Element(words.GetLower(), distribution, shift, scale).Store(target);
        Element(words.GetUpper(), distribution, shift, scale).Store(target + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Element(Vector128<uint> word, Distribution distribution, Vector256<double> shift,
        Vector256<double> scale)
    {
        Vector256<double> z;
        if (distribution == Distribution.Uniform)
        {
            z = Avx.ConvertToVector256Double((word >>> 8).AsInt32()) * Vector256.Create(1.0 / (1 << 24));
        }
        else
        {
            // Unsigned to double: the sign bit is flipped, and its weight added again. Both steps are exact.
            Vector256<double> whole = Avx.ConvertToVector256Double((word ^ Vector128.Create(0x80000000u)).AsInt32())
                + Vector256.Create(2147483648.0);
            z = NormalQuantile.At(RandomFill.InsideTails(whole));
        }
        return Avx.ConvertToVector128Single(shift + scale * z);
    }

    /// <summary>Blocks n..n+7, as four vectors of consecutive words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint>, Vector256<uint>, Vector256<uint>, Vector256<uint>) Blocks(ulong n, RandomKey key)
    {
        Vector256<uint> start = Vector256.Create((uint)n);
        Vector256<uint> c0 = start + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        // A lane that wrapped is all ones where it is below the start: subtracting it carries.
        Vector256<uint> c1 = Vector256.Create((uint)(n >> 32)) - Vector256.LessThan(c0, start);
        Vector256<uint> c2 = Vector256.Create((uint)key.Stream);
        Vector256<uint> c3 = Vector256.Create((uint)(key.Stream >> 32));
        uint k0 = (uint)key.Seed, k1 = (uint)(key.Seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            (Vector256<uint> high0, Vector256<uint> low0) = Product(c0, M0);
            (Vector256<uint> high1, Vector256<uint> low1) = Product(c2, M1);
            (c0, c1, c2, c3) = (high1 ^ c1 ^ Vector256.Create(k0), low1, high0 ^ c3 ^ Vector256.Create(k1), low0);
            k0 += W0;
            k1 += W1;
        }
        // 8 x 4 to 4 x 8: in each half first words of neighbouring pairs, then pairs of pairs, then the halves in block order.
        Vector256<ulong> ab0 = Avx2.UnpackLow(c0, c1).AsUInt64(), ab1 = Avx2.UnpackHigh(c0, c1).AsUInt64();
        Vector256<ulong> cd0 = Avx2.UnpackLow(c2, c3).AsUInt64(), cd1 = Avx2.UnpackHigh(c2, c3).AsUInt64();
        Vector256<uint> b04 = Avx2.UnpackLow(ab0, cd0).AsUInt32(), b15 = Avx2.UnpackHigh(ab0, cd0).AsUInt32();
        Vector256<uint> b26 = Avx2.UnpackLow(ab1, cd1).AsUInt32(), b37 = Avx2.UnpackHigh(ab1, cd1).AsUInt32();
        return (
            Avx2.Permute2x128(b04, b15, 0x20), Avx2.Permute2x128(b26, b37, 0x20), Avx2.Permute2x128(b04, b15, 0x31),
            Avx2.Permute2x128(b26, b37, 0x31));
    }

    /// <summary>High and low words of the eight products: the even lanes, then the odd ones, blended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> High, Vector256<uint> Low) Product(Vector256<uint> x, uint m)
    {
        Vector256<uint> factor = Vector256.Create(m);
        Vector256<ulong> even = Avx2.Multiply(x, factor);
        Vector256<ulong> odd = Avx2.Multiply((x.AsUInt64() >>> 32).AsUInt32(), factor);
        const byte OddLanes = 0b10101010;
        return (
            Avx2.Blend((even >>> 32).AsUInt32(), odd.AsUInt32(), OddLanes),
            Avx2.Blend(even.AsUInt32(), (odd << 32).AsUInt32(), OddLanes));
    }
}
