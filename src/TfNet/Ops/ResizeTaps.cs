namespace Tensorflow;

/// <summary>
/// One axis of a resize: result i is the sum of weights times source cells, in compressed rows. Weights are float32 as TensorFlow
/// computes them. The transposed taps give the gradient.
/// </summary>
internal sealed class ResizeTaps
{
    private ResizeTaps(int sources, int[] offsets, int[] indices, float[] weights)
    {
        Sources = sources;
        Offsets = offsets;
        Indices = indices;
        Weights = weights;
    }

    internal int Sources { get; }

    internal int Results => Offsets.Length - 1;

    /// <summary>Row i is Offsets[i]..Offsets[i+1].</summary>
    internal int[] Offsets { get; }

    internal int[] Indices { get; }

    internal float[] Weights { get; }

    internal static ResizeTaps Build(int sources, IReadOnlyList<List<(int Index, float Weight)>> rows)
    {
        var offsets = new int[rows.Count + 1];
        var indices = new List<int>();
        var weights = new List<float>();
        for (int i = 0; i < rows.Count; i++)
        {
            foreach ((int index, float weight) in rows[i])
            {
                indices.Add(index);
                weights.Add(weight);
            }
            offsets[i + 1] = indices.Count;
        }
        return new ResizeTaps(sources, offsets, [.. indices], [.. weights]);
    }

    internal ResizeTaps Transposed()
    {
        var rows = new List<(int, float)>[Sources];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = [];
        for (int r = 0; r < Results; r++)
            for (int k = Offsets[r]; k < Offsets[r + 1]; k++)
                rows[Indices[k]].Add((r, Weights[k]));
        return Build(Results, rows);
    }

    /// <summary>The same as a matrix [results, sources], row-major.</summary>
    internal double[] Matrix()
    {
        var m = new double[(long)Results * Sources];
        for (int r = 0; r < Results; r++)
            for (int k = Offsets[r]; k < Offsets[r + 1]; k++)
                m[(long)r * Sources + Indices[k]] += Weights[k];
        return m;
    }

    /// <summary>Two neighbours by distance; the border's cell stands for what lies outside.</summary>
    internal static ResizeTaps Bilinear(int n, int m)
    {
        float scale = n / (float)m;
        return Rows(n, m, i =>
        {
            float at = (i + 0.5f) * scale - 0.5f;
            float floor = MathF.Floor(at);
            float lerp = at - floor;
            int lower = Math.Max((int)floor, 0);
            int upper = Math.Min((int)MathF.Ceiling(at), n - 1);
            return [(lower, 1 - lerp), (upper, lerp)];
        });
    }

    /// <summary>Keys' cubic (a = -1/2) from a table of 1024 steps, offsets half to even; taps outside are dropped and the rest
    /// renormalised.</summary>
    internal static ResizeTaps Bicubic(int n, int m)
    {
        const int table = 1024;
        float scale = n / (float)m;
        return Rows(n, m, i =>
        {
            float at = (i + 0.5f) * scale - 0.5f;
            float floor = MathF.Floor(at);
            int first = (int)floor;
            int offset = (int)MathF.Round((at - floor) * table, MidpointRounding.ToEven);
            (int, float)[] taps =
            [
                (first - 1, Outer(offset)), (first, Inner(offset)), (first + 1, Inner(table - offset)), (first + 2, Outer(table - offset)),
            ];
            return Normalized([.. taps.Where(t => t.Item1 >= 0 && t.Item1 < n)]);
        });

        static float Inner(int step)
        {
            float x = step / (float)table;
            return (1.5f * x - 2.5f) * x * x + 1;
        }

        static float Outer(int step)
        {
            float x = step / (float)table + 1;
            return ((-0.5f * x + 2.5f) * x - 4) * x + 2;
        }
    }

    /// <summary>The mean over the source interval that a result covers.</summary>
    internal static ResizeTaps Area(int n, int m)
    {
        float scale = n / (float)m;
        return Rows(n, m, i =>
        {
            float start = i * scale;
            float end = (i + 1) * scale;
            var taps = new List<(int, float)>();
            for (int v = (int)MathF.Floor(start); v < (int)MathF.Ceiling(end); v++)
            {
                float covered = v < start ? (v + 1 > end ? scale : v + 1 - start) : v + 1 > end ? end - v : 1;
                taps.Add((Math.Clamp(v, 0, n - 1), covered / scale));
            }
            return taps;
        });
    }

    /// <summary>A kernel of a radius around each result's centre, widened when shrinking with antialias; weights renormalised.</summary>
    internal static ResizeTaps Kernel(int n, int m, float radius, Func<float, float> kernel, bool antialias)
    {
        float inverse = 1 / (m / (float)n);
        float widened = antialias ? Math.Max(inverse, 1) : 1;
        return Rows(n, m, i =>
        {
            float sample = (i + 0.5f) * inverse;
            if (sample < 0 || sample > n)
                return [];
            int start = Math.Clamp((int)MathF.Ceiling(sample - radius * widened - 0.5f), 0, n - 1);
            int end = Math.Clamp((int)MathF.Floor(sample + radius * widened - 0.5f), 0, n - 1);
            var taps = new List<(int, float)>();
            for (int s = start; s <= end; s++)
                taps.Add((s, kernel(Math.Abs((s + 0.5f - sample) * (1 / widened)))));
            return Normalized(taps);
        });
    }

    internal static ResizeTaps Rows(int n, int m, Func<int, List<(int, float)>> row)
    {
        var rows = new List<(int, float)>[m];
        for (int i = 0; i < m; i++)
            rows[i] = row(i);
        return Build(n, rows);
    }

    private static List<(int, float)> Normalized(List<(int Index, float Weight)> taps)
    {
        float sum = 0;
        foreach ((_, float w) in taps)
            sum += w;
        return Math.Abs(sum) < 1000 * 1.17549435e-38f ? taps : [.. taps.Select(t => (t.Index, t.Weight * (1 / sum)))];
    }
}
