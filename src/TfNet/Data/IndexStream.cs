using TfNet.Random;

namespace TfNet.Data;

/// <summary>Random positions below a bound, from a key and the number of an iteration.</summary>
internal struct IndexStream(RandomKey key, long iteration)
{
    private readonly Philox _philox = new(key);
    private readonly ulong _first = (ulong)iteration << 40;
    private ulong _next;
    private (uint A, uint B, uint C, uint D) _block;

    /// <summary>The next position in [0, bound): the high half of a 32 x 32 bit product (its bias is below bound / 2^32).</summary>
    internal int Next(int bound)
    {
        int lane = (int)(_next % 4);
        if (lane == 0)
            _block = _philox.Block(_first + _next / 4);
        _next++;
        uint word = lane switch { 0 => _block.A, 1 => _block.B, 2 => _block.C, _ => _block.D };
        return (int)((ulong)word * (uint)bound >> 32);
    }

    /// <summary>The numbers 0 .. n-1 in a random order (Fisher and Yates).</summary>
    internal static int[] Permutation(int n, RandomKey key, long iteration)
    {
        var stream = new IndexStream(key, iteration);
        var order = new int[n];
        for (int i = 0; i < n; i++)
            order[i] = i;
        for (int i = n - 1; i > 0; i--)
        {
            int j = stream.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
