using TfNet.Data;

namespace Tensorflow.Keras.Engine;

/// <summary>Weights of classes, turned into weights of samples: by the largest entry of a one-hot row, or by the class number.</summary>
internal sealed class ClassWeights
{
    private readonly float[] _weights;

    internal ClassWeights(IReadOnlyDictionary<int, float> weights)
    {
        _weights = new float[weights.Count];
        for (int i = 0; i < _weights.Length; i++)
            _weights[i] = weights.TryGetValue(i, out float w) ? w : throw new ValueError(
                "Expected `class_weight` to be a dict with keys from 0 to one less than the number of classes, found "
                + Text.PythonText.Repr(weights.ToDictionary(p => p.Key, p => ConfigValues.AsWritten(p.Value))));
    }

    internal static ClassWeights? From(Dictionary<int, float>? weights) => weights is null ? null : new ClassWeights(weights);

    /// <summary>A weight for each sample, [n], multiplied by the sample's own where there is one.</summary>
    internal Tensor Of(Tensor target, Tensor? own)
    {
        if (target.rank > 2)
            throw new ValueError("`class_weight` not supported for 3+ dimensional targets.");
        long[] classes = Classes(target);
        var result = new float[classes.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = classes[i] >= 0 && classes[i] < _weights.Length ? _weights[classes[i]]
                : throw new InvalidArgumentError($"class_weight: indices[{i}] = {classes[i]} is not in [0, {_weights.Length})");
        if (own is not null)
        {
            double[] factors = Numbers(own);
            if (factors.Length != result.Length)
                throw new ValueError($"sample_weight: expected one weight for each of {result.Length} samples; received shape {own.shape}");
            for (int i = 0; i < result.Length; i++)
                result[i] *= (float)factors[i];
        }
        using (Device.Use(Device.Cpu))
            return new Tensor(result);
    }

    private static long[] Classes(Tensor target)
    {
        double[] values = Numbers(target);
        int columns = target.rank == 2 ? (int)target.shape[1] : 1;
        if (columns <= 1)
            return Array.ConvertAll(values, v => (long)v);
        var classes = new long[target.shape[0]];
        for (int i = 0; i < classes.Length; i++)
        {
            ReadOnlySpan<double> row = values.AsSpan(i * columns, columns);
            for (int k = 1; k < columns; k++)
                if (row[k] > row[(int)classes[i]])
                    classes[i] = k;
        }
        return classes;
    }

    private static double[] Numbers(Tensor t) => t.dtype switch
    {
        TF_DataType.TF_FLOAT or TF_DataType.TF_HALF or TF_DataType.TF_BFLOAT16 => Array.ConvertAll(t.ToArray<float>(), v => (double)v),
        TF_DataType.TF_DOUBLE => t.ToArray<double>(),
        TF_DataType.TF_INT64 => Array.ConvertAll(t.ToArray<long>(), v => (double)v),
        TF_DataType.TF_INT32 => Array.ConvertAll(t.ToArray<int>(), v => (double)v),
        TF_DataType.TF_UINT8 => Array.ConvertAll(t.ToArray<byte>(), v => (double)v),
        TF_DataType.TF_BOOL => Array.ConvertAll(t.ToArray<bool>(), v => v ? 1.0 : 0),
        _ => throw new TypeError($"class_weight: expected numeric targets and weights; received {t.dtype.as_numpy_name()}"),
    };
}
