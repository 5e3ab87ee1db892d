using System.Globalization;
using System.Text;

namespace Tensorflow;

/// <summary>The values of a tensor as text, in numpy's manner: nested brackets, long axes with an ellipsis.</summary>
internal static class TensorText
{
    private const int Edge = 3;

    internal static string Of(Tensor tensor)
    {
        string[] items = Items(tensor);
        if (tensor.rank == 0)
            return items[0];
        int width = tensor.size <= 1000 ? items.Select(i => i.Length).DefaultIfEmpty(0).Max() : 0;
        var text = new StringBuilder();
        Append(text, items, tensor.shape, 0, 0, tensor.size, width, tensor.size > 1000);
        return text.ToString();
    }

    private static string[] Items(Tensor tensor) => tensor.dtype switch
    {
        TF_DataType.TF_DOUBLE => Array.ConvertAll(tensor.ToArray<double>(), v => Float(v, 8)),
        TF_DataType.TF_FLOAT or TF_DataType.TF_HALF or TF_DataType.TF_BFLOAT16 => Array.ConvertAll(tensor.ToArray<float>(), v => Float(v, 7)),
        TF_DataType.TF_BOOL => Array.ConvertAll(tensor.ToArray<bool>(), v => v ? "True" : "False"),
        TF_DataType.TF_INT64 => Array.ConvertAll(tensor.ToArray<long>(), v => v.ToString(CultureInfo.InvariantCulture)),
        TF_DataType.TF_INT32 => Array.ConvertAll(tensor.ToArray<int>(), v => v.ToString(CultureInfo.InvariantCulture)),
        TF_DataType.TF_INT16 => Array.ConvertAll(tensor.ToArray<short>(), v => v.ToString(CultureInfo.InvariantCulture)),
        TF_DataType.TF_INT8 => Array.ConvertAll(tensor.ToArray<sbyte>(), v => v.ToString(CultureInfo.InvariantCulture)),
        _ => Array.ConvertAll(tensor.ToArray<byte>(), v => v.ToString(CultureInfo.InvariantCulture)),
    };

    private static string Float(double v, int digits)
    {
        if (!double.IsFinite(v))
            return double.IsNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
        string s = v.ToString("G" + digits, CultureInfo.InvariantCulture);
        return s.Contains('.', StringComparison.Ordinal) || s.Contains('E', StringComparison.Ordinal) ? s : s + ".";
    }

    private static void Append(StringBuilder text, string[] items, Shape shape, int axis, long start, long count, int width, bool shorten)
    {
        long n = shape[axis];
        long inner = n == 0 ? 0 : count / n;
        text.Append('[');
        for (long i = 0; i < n; i++)
        {
            if (shorten && n > 2 * Edge && i == Edge)
            {
                text.Append(axis == shape.ndim - 1 ? " ..." : "\n" + new string(' ', axis + 1) + "...");
                i = n - Edge - 1;
                continue;
            }
            if (axis == shape.ndim - 1)
            {
                text.Append(i == 0 ? "" : " ").Append(items[start + i].PadLeft(width));
                continue;
            }
            if (i > 0)
                text.Append('\n', shape.ndim - 1 - axis).Append(' ', axis + 1);
            Append(text, items, shape, axis + 1, start + i * inner, inner, width, shorten);
        }
        text.Append(']');
    }
}
