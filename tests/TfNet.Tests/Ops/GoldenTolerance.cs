using Tensorflow;

namespace TfNet.Tests.Ops;

/// <summary>
/// What goldens/ops allows, relative to max(1, largest absolute value): the table of its README.
/// Zero in float64 where every product and sum of the inputs (multiples of 2^-23) is exact.
/// </summary>
internal static class GoldenTolerance
{
    internal static double Of(GoldenCall call)
    {
        if (call.Case.TryGetProperty("reference", out System.Text.Json.JsonElement r) && r.GetString() == "float32")
            return call.Op.Contains("local_response", StringComparison.Ordinal) ? 1e-6 : 2e-6;
        bool single = call.DType == TF_DataType.TF_FLOAT;
        return call.Group switch
        {
            // A separable convolution multiplies three factors: not exact in double.
            "conv" or "conv_other" => single ? 2e-6 : call.Op == "separable_conv2d" ? 1e-15 : 0,
            "matmul" => single ? 1e-6 : call.Op.StartsWith("softmax", StringComparison.Ordinal) ? 1e-14 : 0,
            "pool" => single ? 1e-6 : call.Op.Contains("avg", StringComparison.Ordinal) ? 1e-14 : 0,
            "spatial" or "resize" => single ? 1e-6 : 0,
            "array" => single ? 1e-6 : IsComputed(call.Op) ? 1e-14 : 0,
            "norm" => single ? 2e-6 : 1e-12,
            "large" => single ? 3e-6 : 1e-13,
            _ => single ? 5e-6 : 1e-12,
        };
    }

    private static bool IsComputed(string op) =>
        op.Contains("reduce", StringComparison.Ordinal) || op.Contains("norm", StringComparison.Ordinal)
        || op.Contains("cum", StringComparison.Ordinal)
        || op.Contains("segment", StringComparison.Ordinal) || op.Contains("clip", StringComparison.Ordinal);
}
