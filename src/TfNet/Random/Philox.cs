using System.Runtime.CompilerServices;

namespace TfNet.Random;

/// <summary>Which random numbers: the seed, and a stream number that no other draw of the program has.</summary>
internal readonly record struct RandomKey(ulong Seed, ulong Stream);

/// <summary>
/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): four 32-bit words as a function
/// of key and counter alone. Element i of a draw uses block i / 4, so results do not depend on threads or order.
/// </summary>
internal readonly struct Philox
{
    private const uint M0 = 0xD2511F53;
    private const uint M1 = 0xCD9E8D57;
    private const uint W0 = 0x9E3779B9;
    private const uint W1 = 0xBB67AE85;

    private readonly uint _k0;
    private readonly uint _k1;
    private readonly uint _s0;
    private readonly uint _s1;

    internal Philox(RandomKey key)
    {
        (_k0, _k1) = ((uint)key.Seed, (uint)(key.Seed >> 32));
        (_s0, _s1) = ((uint)key.Stream, (uint)(key.Stream >> 32));
    }

    /// <summary>The four words of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal (uint A, uint B, uint C, uint D) Block(ulong index)
    {
        uint c0 = (uint)index, c1 = (uint)(index >> 32), c2 = _s0, c3 = _s1;
        uint k0 = _k0, k1 = _k1;
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)M0 * c0;
            ulong p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }
        return (c0, c1, c2, c3);
    }
}
