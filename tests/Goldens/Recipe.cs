using System.Text;

namespace TfNet.Goldens;

/// <summary>
/// The deterministic values both sides compute instead of storing them:
/// u(key, i) = (mix64(fnv1a64(key) + i) >> 40) / 2^23 - 1, a multiple of 2^-23 in [-1, 1), exact in float32.
/// </summary>
public static class Recipe
{
    public static float[] U(string key, long count)
    {
        ulong h = Fnv1a64(key);
        var values = new float[count];
        for (long i = 0; i < count; i++)
            values[i] = (float)((Mix64(unchecked(h + (ulong)i)) >> 40) / 8388608.0 - 1.0);
        return values;
    }

    /// <summary>float32(u * scale + shift), computed in double.</summary>
    public static float[] U(string key, long count, double scale, double shift)
    {
        float[] values = U(key, count);
        if (scale != 1 || shift != 0)
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(values[i] * scale + shift);
        return values;
    }

    /// <summary>The value of a weight by the last part of its name (its leaf): kernels by fan-in, gamma around 1, variances above 1, the rest small.</summary>
    public static float[] Fill(string key, string name, IReadOnlyList<long> shape)
    {
        string leaf = name[(name.LastIndexOf('/') + 1)..];
        int colon = leaf.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
            leaf = leaf[..colon];
        long count = 1;
        foreach (long d in shape)
            count *= d;
        float[] u = U(key, count);
        Func<float, float> f = v => 0.1f * v;
        if (leaf is "kernel" or "depthwise_kernel" or "pointwise_kernel" or "embeddings" && shape.Count >= 2)
        {
            int dims = leaf == "depthwise_kernel" ? 2 : shape.Count - 1;
            double fanIn = 1;
            for (int i = 0; i < dims; i++)
                fanIn *= shape[i];
            float scale = (float)Math.Sqrt(6 / fanIn);
            f = v => v * scale;
        }
        else if (leaf == "gamma")
        {
            f = v => 1 + 0.1f * v;
        }
        else if (leaf is "moving_variance" or "variance")
        {
            f = v => 1 + 0.5f * Math.Abs(v);
        }
        for (int i = 0; i < u.Length; i++)
            u[i] = f(u[i]);
        return u;
    }

    private static ulong Fnv1a64(string key)
    {
        ulong h = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(key))
            h = unchecked((h ^ b) * 0x100000001b3);
        return h;
    }

    private static ulong Mix64(ulong x)
    {
        unchecked
        {
            ulong z = x + 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
