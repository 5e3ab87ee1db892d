using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Tensorflow;

namespace TfNet.Random;

/// <summary>
/// Python's <c>random.Random</c> (as in 3.11): the same seed gives the same draws. The notes' data split samples with it,
/// and Keras' <c>fit</c> shuffles the batches of a sequence with its global instance.
/// <para>Methods may be called from several threads; each call is one unit.</para>
/// </summary>
public sealed class PythonRandom
{
    private readonly Lock _gate = new();
    private readonly Mt19937 _core = new();
    private double? _nextGauss;

    /// <summary>A generator with a random start, as <c>random.Random()</c>.</summary>
    public PythonRandom() => _core.SeedByEntropy();

    /// <summary><c>random.Random(seed)</c>.</summary>
    public PythonRandom(BigInteger seed) => this.seed(seed);

    /// <summary><c>random.Random("text")</c>.</summary>
    public PythonRandom(string seed) => this.seed(seed);

    /// <summary>The state behind <c>random.*</c>. It starts at random; <c>PythonRandom.Global.seed(n)</c> is
    /// <c>random.seed(n)</c>.</summary>
    public static PythonRandom Global { get; } = new();

    /// <summary>Starts a random sequence.</summary>
    public void seed()
    {
        lock (_gate)
        {
            _core.SeedByEntropy();
            _nextGauss = null;
        }
    }

    /// <summary>Starts the sequence that belongs to an integer of any size; its sign does not matter.</summary>
    public void seed(BigInteger value)
    {
        byte[] bytes = BigInteger.Abs(value).ToByteArray(isUnsigned: true);
        var words = new uint[Math.Max(1, (bytes.Length + 3) / 4)];
        for (int i = 0; i < bytes.Length; i++)
            words[i / 4] |= (uint)bytes[i] << (8 * (i % 4));
        lock (_gate)
        {
            _core.SeedByArray(words);
            _nextGauss = null;
        }
    }

    /// <summary>Starts the sequence that belongs to a text: the big-endian number of its UTF-8 bytes followed by their SHA-512.</summary>
    public void seed(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        byte[] text = Encoding.UTF8.GetBytes(value);
        seed(new BigInteger([.. text, .. SHA512.HashData(text)], isUnsigned: true, isBigEndian: true));
    }

    /// <inheritdoc cref="Mt19937.ToNumbers"/>
    internal long[] ToNumbers()
    {
        lock (_gate)
            return _core.ToNumbers(_nextGauss);
    }

    /// <summary>Takes over <see cref="ToNumbers"/>.</summary>
    /// <exception cref="ValueError">They are no state.</exception>
    internal void FromNumbers(ReadOnlySpan<long> numbers)
    {
        lock (_gate)
            _nextGauss = _core.FromNumbers(numbers);
    }

    /// <summary>A value in [0, 1).</summary>
    public double random()
    {
        lock (_gate)
            return _core.NextDouble();
    }

    /// <summary>A non-negative integer of k random bits.</summary>
    /// <exception cref="ValueError">k is negative</exception>
    public BigInteger getrandbits(int k)
    {
        if (k < 0)
            throw new ValueError($"number of bits must be non-negative. Received: {k}");
        var bytes = new byte[(k + 31) / 32 * 4];
        lock (_gate)
        {
            for (int i = 0; i < bytes.Length; i += 4, k -= 32)
            {
                uint word = _core.NextUInt32() >> Math.Max(0, 32 - k);
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i), word);
            }
        }
        return new BigInteger(bytes, isUnsigned: true);
    }

    /// <summary>k different elements of a list, in the order of their drawing.</summary>
    /// <exception cref="ValueError">k is negative or above the list's length</exception>
    public T[] sample<T>(IReadOnlyList<T> population, int k)
    {
        ArgumentNullException.ThrowIfNull(population);
        int n = population.Count;
        if (k < 0 || k > n)
            throw new ValueError($"Sample larger than population or is negative. Received: k={k}, population={n}");
        lock (_gate)
            return n <= SetSize(k) ? SampleFromPool(population, k) : SampleBySet(population, k);
    }

    /// <summary>Puts a list into random order, in place.</summary>
    public void shuffle<T>(IList<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        lock (_gate)
        {
            for (int i = x.Count - 1; i > 0; i--)
            {
                int j = (int)Below((ulong)i + 1);
                (x[i], x[j]) = (x[j], x[i]);
            }
        }
    }

    /// <summary>One element of a list.</summary>
    /// <exception cref="LookupError">the list is empty</exception>
    public T choice<T>(IReadOnlyList<T> seq)
    {
        ArgumentNullException.ThrowIfNull(seq);
        if (seq.Count == 0)
            throw new LookupError("Cannot choose from an empty sequence");
        lock (_gate)
            return seq[(int)Below((ulong)seq.Count)];
    }

    /// <summary>k elements of a list, with repetition.</summary>
    /// <param name="population">the list, not empty</param>
    /// <param name="weights">one weight for each element, or null for equal ones</param>
    /// <param name="k">how many</param>
    public T[] choices<T>(IReadOnlyList<T> population, IReadOnlyList<double>? weights = null, int k = 1)
    {
        ArgumentNullException.ThrowIfNull(population);
        if (population.Count == 0)
            throw new LookupError("Cannot choose from an empty sequence");
        if (k < 0)
            throw new ValueError($"PythonRandom.choices: expected k >= 0. Received: {k}");
        if (weights != null && weights.Count != population.Count)
            throw new ValueError($"The number of weights does not match the population. Received: {weights.Count} and {population.Count}");
        double[] cumulative = Cumulative(weights);
        if (weights != null && !(cumulative[^1] > 0 && double.IsFinite(cumulative[^1])))
            throw new ValueError("Total of weights must be greater than zero and finite");
        var result = new T[k];
        lock (_gate)
        {
            for (int i = 0; i < k; i++)
                result[i] = population[weights == null
                    ? (int)(_core.NextDouble() * population.Count) : Bisect(cumulative, _core.NextDouble() * cumulative[^1])];
        }
        return result;
    }

    /// <summary>An integer in [a, b], both ends included.</summary>
    /// <exception cref="ValueError">b &lt; a</exception>
    public long randint(long a, long b) => a <= b
        ? Draw(a, 1, unchecked((ulong)b - (ulong)a + 1))
        : throw new ValueError($"empty range for randint({a}, {b})");

    /// <summary>An integer in [0, stop).</summary>
    public long randrange(long stop) => randrange(0, stop);

    /// <summary>An element of range(start, stop, step).</summary>
    /// <exception cref="ValueError">the range is empty or step is 0</exception>
    public long randrange(long start, long stop, long step = 1)
    {
        if (step == 0)
            throw new ValueError("zero step for randrange()");
        Int128 width = step > 0 ? ((Int128)stop - start + step - 1) / step : ((Int128)stop - start + step + 1) / step;
        if (width <= 0)
            throw new ValueError($"empty range for randrange({start}, {stop}, {step})");
        return Draw(start, step, (ulong)width);
    }

    /// <summary>a + (b - a) · random().</summary>
    public double uniform(double a, double b)
    {
        lock (_gate)
            return a + ((b - a) * _core.NextDouble());
    }

    /// <summary>A value of the normal distribution (Box and Muller); each pair of draws gives two values, one is kept.</summary>
    public double gauss(double mu = 0, double sigma = 1)
    {
        lock (_gate)
        {
            double z;
            if (_nextGauss is double kept)
            {
                z = kept;
                _nextGauss = null;
            }
            else
            {
                double angle = _core.NextDouble() * (2.0 * Math.PI);
                double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - _core.NextDouble()));
                z = Math.Cos(angle) * radius;
                _nextGauss = Math.Sin(angle) * radius;
            }
            return mu + (z * sigma);
        }
    }

    /// <summary>A value of the normal distribution (Kinderman and Monahan's ratio of uniforms).</summary>
    public double normalvariate(double mu = 0, double sigma = 1)
    {
        double factor = 4 * Math.Exp(-0.5) / Math.Sqrt(2.0);
        lock (_gate)
        {
            while (true)
            {
                double u1 = _core.NextDouble(), u2 = 1.0 - _core.NextDouble();
                double z = factor * (u1 - 0.5) / u2;
                if (z * z / 4.0 <= -Math.Log(u2))
                    return mu + (z * sigma);
            }
        }
    }

    /// <summary>Up to this many elements a sample is taken from a copied pool, beyond it by redrawing what was drawn already.</summary>
    private static double SetSize(int k) => 21 + (k > 5 ? Math.Pow(4, Math.Ceiling(Math.Log(k * 3.0) / Math.Log(4))) : 0);

    private T[] SampleFromPool<T>(IReadOnlyList<T> population, int k)
    {
        T[] pool = [.. population];
        var result = new T[k];
        for (int i = 0; i < k; i++)
        {
            int j = (int)Below((ulong)(pool.Length - i));
            result[i] = pool[j];
            pool[j] = pool[pool.Length - i - 1];
        }
        return result;
    }

    private T[] SampleBySet<T>(IReadOnlyList<T> population, int k)
    {
        var taken = new HashSet<int>();
        var result = new T[k];
        for (int i = 0; i < k; i++)
        {
            int j = (int)Below((ulong)population.Count);
            while (!taken.Add(j))
                j = (int)Below((ulong)population.Count);
            result[i] = population[j];
        }
        return result;
    }

    private long Draw(long start, long step, ulong width)
    {
        lock (_gate)
            return unchecked(start + (step * (long)Below(width)));
    }

    /// <summary>An integer below n: as many bits as n has, redrawn while too large. 0 stands for 2^64.</summary>
    private ulong Below(ulong n)
    {
        int bits = n == 0 ? 65 : 64 - BitOperations.LeadingZeroCount(n);
        ulong value;
        bool tooLarge;
        do
        {
            ulong low = _core.NextUInt32() >> Math.Max(0, 32 - bits);
            ulong high = bits > 32 ? _core.NextUInt32() >> Math.Max(0, 64 - bits) : 0u;
            value = (high << 32) | low;
            tooLarge = bits == 65 ? (_core.NextUInt32() >> 31) != 0 : value >= n;
        }
        while (tooLarge);
        return value;
    }

    private static double[] Cumulative(IReadOnlyList<double>? weights)
    {
        double[] sums = weights == null ? [] : [.. weights];
        for (int i = 1; i < sums.Length; i++)
            sums[i] += sums[i - 1];
        return sums;
    }

    private static int Bisect(double[] cumulative, double value)
    {
        int i = 0;
        while (i < cumulative.Length - 1 && cumulative[i] <= value)
            i++;
        return i;
    }
}
