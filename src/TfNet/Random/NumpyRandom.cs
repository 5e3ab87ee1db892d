using System.Globalization;
using System.Numerics;
using Tensorflow;

namespace TfNet.Random;

/// <summary>
/// NumPy's legacy random generator (<c>numpy.random.RandomState</c>): the same seed gives the same draws, bit for bit.
/// Keras' image generators and the shuffling of file lists draw from its global instance.
/// <para>Methods may be called from several threads; each call is one unit.</para>
/// </summary>
public sealed class NumpyRandom
{
    private readonly Lock _gate = new();
    private readonly Mt19937 _core = new();
    private double? _cachedNormal;

    /// <summary>A generator with a random start, as <c>RandomState()</c>.</summary>
    public NumpyRandom() => _core.SeedByEntropy();

    /// <summary><c>RandomState(seed)</c>.</summary>
    /// <param name="seed">0 to 2^32 - 1</param>
    /// <exception cref="ValueError">the value is out of range</exception>
    public NumpyRandom(long seed) => this.seed(seed);

    /// <summary>The state behind <c>np.random.*</c>. It starts at random; <c>NumpyRandom.Global.seed(n)</c> is
    /// <c>np.random.seed(n)</c>.</summary>
    public static NumpyRandom Global { get; } = new();

    /// <summary>Names the state: equal stamps mean equal states.</summary>
    internal (ulong Lineage, ulong Position) Stamp
    {
        get
        {
            lock (_gate)
                return _core.Stamp;
        }
    }

    /// <summary>Starts the sequence that belongs to a number.</summary>
    /// <param name="value">0 to 2^32 - 1</param>
    /// <exception cref="ValueError">the value is out of range</exception>
    public void seed(long value)
    {
        if (value is < 0 or > uint.MaxValue)
            throw new ValueError($"Seed must be between 0 and 2**32 - 1. Received: {value}");
        lock (_gate)
        {
            _core.SeedByNumber((uint)value);
            _cachedNormal = null;
        }
    }

    /// <summary>Starts a random sequence, as <c>np.random.seed()</c>.</summary>
    public void seed()
    {
        lock (_gate)
        {
            _core.SeedByEntropy();
            _cachedNormal = null;
        }
    }

    /// <inheritdoc cref="Mt19937.ToNumbers"/>
    internal long[] ToNumbers()
    {
        lock (_gate)
            return _core.ToNumbers(_cachedNormal);
    }

    /// <summary>Takes over <see cref="ToNumbers"/>.</summary>
    /// <exception cref="ValueError">They are no state.</exception>
    internal void FromNumbers(ReadOnlySpan<long> numbers)
    {
        lock (_gate)
            _cachedNormal = _core.FromNumbers(numbers);
    }

    /// <summary>An independent generator in the same state.</summary>
    public NumpyRandom copy()
    {
        var other = new NumpyRandom(0);
        other.set_state(this);
        return other;
    }

    /// <summary>Takes over the state of another generator.</summary>
    public void set_state(NumpyRandom other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, other))
            return;
        var core = new Mt19937();
        double? cached;
        lock (other._gate)
        {
            core.CopyFrom(other._core);
            cached = other._cachedNormal;
        }
        lock (_gate)
        {
            _core.CopyFrom(core);
            _cachedNormal = cached;
        }
    }

    /// <summary>A value in [0, 1), as <c>np.random.random()</c>, <c>random_sample()</c> and <c>rand()</c>.</summary>
    public double random()
    {
        lock (_gate)
            return _core.NextDouble();
    }

    /// <summary>Values in [0, 1).</summary>
    public double[] random(int size) => Many(size, _core.NextDouble);

    /// <summary>low + (high - low) · random().</summary>
    public double uniform(double low = 0, double high = 1)
    {
        lock (_gate)
            return low + ((high - low) * _core.NextDouble());
    }

    /// <summary>Values of <see cref="uniform(double, double)"/>.</summary>
    public double[] uniform(double low, double high, int size) => Many(size, () => low + ((high - low) * _core.NextDouble()));

    /// <summary>A value of the normal distribution with mean and standard deviation; each pair of draws gives two values, one is
    /// kept.</summary>
    public double normal(double loc = 0, double scale = 1)
    {
        CheckScale(scale);
        lock (_gate)
            return loc + (scale * Gauss());
    }

    /// <summary>Values of <see cref="normal(double, double)"/>.</summary>
    public double[] normal(double loc, double scale, int size)
    {
        CheckScale(scale);
        return Many(size, () => loc + (scale * Gauss()));
    }

    /// <summary>An integer in [0, high).</summary>
    public long randint(long high) => randint(0, high);

    /// <summary>An integer in [low, high), as <c>np.random.randint</c> with its default type.</summary>
    /// <exception cref="ValueError">low &gt;= high</exception>
    public long randint(long low, long high)
    {
        ulong range = Range(low, high);
        lock (_gate)
            return unchecked(low + (long)Below(range));
    }

    /// <summary>Integers in [low, high).</summary>
    public long[] randint(long low, long high, int size)
    {
        ulong range = Range(low, high);
        return Many(size, () => unchecked(low + (long)Below(range)));
    }

    /// <summary>Integers in [low, high) as <c>np.random.randint(low, high, size, dtype=np.uint8)</c>: four values from each 32-bit
    /// output.</summary>
    public byte[] randint_uint8(int low, int high, int size)
    {
        if (low < 0 || high > 256)
            throw new ValueError($"NumpyRandom.randint_uint8: expected 0 <= low < high <= 256. Received: low={low}, high={high}");
        uint range = (uint)Range(low, high);
        uint mask = Mask(range), buffer = 0;
        int left = 0;
        return Many(size, () =>
        {
            while (range > 0)
            {
                buffer = left == 0 ? _core.NextUInt32() : buffer >> 8;
                left = left == 0 ? 3 : left - 1;
                uint value = buffer & 0xFF & mask;
                if (value <= range)
                    return (byte)(low + (int)value);
            }
            return (byte)low;
        });
    }

    /// <summary>The numbers 0 .. n-1 in random order.</summary>
    /// <exception cref="ValueError">n is negative</exception>
    public int[] permutation(int n)
    {
        if (n < 0)
            throw new ValueError($"NumpyRandom.permutation: expected n >= 0. Received: {n}");
        int[] order = [.. Enumerable.Range(0, n)];
        shuffle<int>(order);
        return order;
    }

    /// <summary>Puts a list into random order, in place.</summary>
    public void shuffle<T>(IList<T> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        lock (_gate)
        {
            for (int i = list.Count - 1; i > 0; i--)
            {
                int j = (int)Below((ulong)i);
                (list[i], list[j]) = (list[j], list[i]);
            }
        }
    }

    /// <summary>One element of a list.</summary>
    /// <exception cref="ValueError">the list is empty</exception>
    public T choice<T>(IReadOnlyList<T> a)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (a.Count == 0)
            throw new ValueError("'a' cannot be empty unless no samples are taken");
        return a[(int)randint(a.Count)];
    }

    /// <summary>Integers of 0 .. n-1, as <c>np.random.choice(n, size, replace, p)</c>.</summary>
    /// <param name="n">at least 1</param>
    /// <param name="size">how many</param>
    /// <param name="replace">false: no number twice</param>
    /// <param name="p">one probability for each number, sum 1; null: all equal</param>
    /// <exception cref="ValueError">a size or the probabilities are wrong</exception>
    public int[] choice(int n, int size, bool replace = true, IReadOnlyList<double>? p = null)
    {
        if (n < 1)
            throw new ValueError($"a must be greater than 0 unless no samples are taken. Received: {n}");
        if (size < 0 || (!replace && size > n))
            throw new ValueError($"Cannot take a sample of size {size} out of {n} when replace={(replace ? "True" : "False")}");
        if (p != null)
            CheckProbabilities(n, size, replace, p);
        if (replace)
        {
            return p == null
                ? Array.ConvertAll(randint(0, n, size), v => (int)v)
                : Array.ConvertAll(random(size), Search(Cumulative(p)));
        }
        return p == null ? permutation(n)[..size] : Distinct(size, p);
    }

    private int[] Distinct(int size, IReadOnlyList<double> p)
    {
        double[] left = [.. p];
        var found = new List<int>(size);
        while (found.Count < size)
        {
            double[] draws = random(size - found.Count);
            foreach (int taken in found)
                left[taken] = 0;
            Converter<double, int> search = Search(Cumulative(left));
            found.AddRange(draws.Select(d => search(d)).Distinct().ToList());
        }
        return [.. found];
    }

    private static double[] Cumulative(IReadOnlyList<double> p)
    {
        var sums = new double[p.Count];
        double sum = 0;
        for (int i = 0; i < sums.Length; i++)
            sums[i] = sum += p[i];
        return Array.ConvertAll(sums, v => v / sum);
    }

    /// <summary>The first place whose cumulative probability lies above the draw.</summary>
    private static Converter<double, int> Search(double[] cumulative) => draw =>
    {
        int i = 0;
        while (i < cumulative.Length - 1 && cumulative[i] <= draw)
            i++;
        return i;
    };

    private T[] Many<T>(int size, Func<T> next)
    {
        if (size < 0)
            throw new ValueError($"negative dimensions are not allowed. Received: size={size}");
        var values = new T[size];
        lock (_gate)
        {
            for (int i = 0; i < size; i++)
                values[i] = next();
        }
        return values;
    }

    /// <summary>Marsaglia's polar method; the second value of each pair waits for the next call.</summary>
    private double Gauss()
    {
        if (_cachedNormal is double kept)
        {
            _cachedNormal = null;
            _core.CountExtraDraw();
            return kept;
        }
        double x1, x2, r2;
        do
        {
            x1 = (2.0 * _core.NextDouble()) - 1.0;
            x2 = (2.0 * _core.NextDouble()) - 1.0;
            r2 = (x1 * x1) + (x2 * x2);
        }
        while (r2 >= 1.0 || r2 == 0.0);
        double f = Math.Sqrt(-2.0 * Math.Log(r2) / r2);
        _cachedNormal = f * x1;
        return f * x2;
    }

    private static ulong Range(long low, long high) => low < high
        ? unchecked((ulong)(high - 1) - (ulong)low)
        : throw new ValueError(string.Create(CultureInfo.InvariantCulture,
            $"low >= high: expected low < high. Received: low={low}, high={high}"));

    /// <summary>An integer in 0..range: masked draws, rejected while too large; one 32-bit output each where the range fits.</summary>
    private ulong Below(ulong range)
    {
        if (range == 0)
            return 0;
        if (range <= uint.MaxValue)
        {
            uint mask = Mask((uint)range), value;
            do
                value = _core.NextUInt32() & mask;
            while (value > range);
            return value;
        }
        ulong wideMask = ulong.MaxValue >> BitOperations.LeadingZeroCount(range), wide;
        do
            wide = (((ulong)_core.NextUInt32() << 32) | _core.NextUInt32()) & wideMask;
        while (wide > range);
        return wide;
    }

    private static uint Mask(uint range) => range == 0 ? 0 : uint.MaxValue >> BitOperations.LeadingZeroCount(range);

    private static void CheckScale(double scale)
    {
        if (!(scale >= 0))
            throw new ValueError(string.Create(CultureInfo.InvariantCulture,
                $"NumpyRandom.normal: expected scale >= 0. Received: {scale}"));
    }

    private static void CheckProbabilities(int n, int size, bool replace, IReadOnlyList<double> p)
    {
        if (p.Count != n)
            throw new ValueError($"'a' and 'p' must have same size. Received: {n} and {p.Count}");
        double sum = p.Sum();
        if (p.Any(v => !(v >= 0)) || Math.Abs(sum - 1) > 1.5e-8)
            throw new ValueError(string.Create(CultureInfo.InvariantCulture,
                $"probabilities are not non-negative or do not sum to 1. Received sum: {sum}"));
        if (!replace && p.Count(v => v > 0) < size)
            throw new ValueError($"Fewer non-zero entries in p than size. Received: size={size}");
    }
}
