using System.Security.Cryptography;

namespace TfNet.Random;

/// <summary>
/// The Mersenne Twister MT19937 of Matsumoto and Nishimura (1998), the generator under Python's <c>random</c> and NumPy's legacy
/// <c>RandomState</c>: 624 words of state, 32-bit outputs.
/// </summary>
internal sealed class Mt19937
{
    private const int N = 624, M = 397;
    private static ulong s_lineages;

    private readonly uint[] _state = new uint[N];
    private int _index;

    /// <summary>
    /// Names the state: two generators with the same lineage and position have the same state. The lineage is new after each seeding,
    /// the position counts what was drawn since.
    /// </summary>
    public (ulong Lineage, ulong Position) Stamp { get; private set; }

    /// <summary>Counts a change of state beside this generator (a cached normal value was taken).</summary>
    public void CountExtraDraw() => Stamp = (Stamp.Lineage, Stamp.Position + 1);

    public void CopyFrom(Mt19937 other)
    {
        other._state.AsSpan().CopyTo(_state);
        (_index, Stamp) = (other._index, other.Stamp);
    }

    /// <summary>
    /// The state as numbers, for a checkpoint: the words, the place among them, and the bits of a normal value that the caller keeps for its
    /// next call, if any.
    /// </summary>
    public long[] ToNumbers(double? kept) =>
        [.. _state.Select(w => (long)w), _index, .. kept is { } value ? [BitConverter.DoubleToInt64Bits(value)] : (long[])[]];

    /// <summary>Takes over <see cref="ToNumbers"/>.</summary>
    /// <exception cref="Tensorflow.ValueError">They are no state.</exception>
    /// <returns>The kept value.</returns>
    public double? FromNumbers(ReadOnlySpan<long> numbers)
    {
        if (numbers.Length <= N || numbers[N] is < 0 or > N || numbers[..N].IndexOfAnyExceptInRange(0L, uint.MaxValue) >= 0)
            throw new Tensorflow.ValueError($"Mersenne Twister: expected a state of {N} words of 32 bits and a place among them");
        for (int i = 0; i < N; i++)
            _state[i] = (uint)numbers[i];
        Restart();
        _index = (int)numbers[N];
        return numbers.Length > N + 1 ? BitConverter.Int64BitsToDouble(numbers[N + 1]) : null;
    }

    /// <summary>init_genrand of the reference: s[0] = seed, s[i] = 1812433253 (s[i-1] ^ s[i-1] >> 30) + i.</summary>
    public void SeedByNumber(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < N; i++)
            _state[i] = unchecked((1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i);
        Restart();
    }

    /// <summary>init_by_array of the reference.</summary>
    public void SeedByArray(ReadOnlySpan<uint> key)
    {
        SeedByNumber(19650218);
        int i = 1;
        for (int k = 0; k < Math.Max(N, key.Length); k++)
        {
            int j = k % key.Length;
            _state[i] = unchecked((_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 30)) * 1664525u)) + key[j] + (uint)j);
            i = Next(i);
        }
        for (int k = 0; k < N - 1; k++)
        {
            _state[i] = unchecked((_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 30)) * 1566083941u)) - (uint)i);
            i = Next(i);
        }
        _state[0] = 0x80000000u;
        Restart();
    }

    public void SeedByEntropy()
    {
        Span<byte> bytes = stackalloc byte[N * sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        SeedByArray(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(bytes));
    }

    public uint NextUInt32()
    {
        if (_index == N)
            Refill();
        uint y = _state[_index++];
        Stamp = (Stamp.Lineage, Stamp.Position + 1);
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    /// <summary>A double in [0, 1) with 53 random bits: 27 high bits of one output, 26 of the next.</summary>
    public double NextDouble()
    {
        uint a = NextUInt32() >> 5, b = NextUInt32() >> 6;
        return ((a * 67108864.0) + b) / 9007199254740992.0;
    }

    private void Restart()
    {
        _index = N;
        Stamp = (Interlocked.Increment(ref s_lineages), 0);
    }

    /// <summary>The next place in 1..N-1; at the end the last word moves to the front.</summary>
    private int Next(int i)
    {
        if (++i < N)
            return i;
        _state[0] = _state[N - 1];
        return 1;
    }

    private void Refill()
    {
        for (int i = 0; i < N; i++)
        {
            uint y = (_state[i] & 0x80000000u) | (_state[(i + 1) % N] & 0x7FFFFFFFu);
            _state[i] = _state[(i + M) % N] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908B0DFu : 0);
        }
        _index = 0;
    }
}
