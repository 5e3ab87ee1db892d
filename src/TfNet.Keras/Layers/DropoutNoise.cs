namespace Tensorflow.Keras.Layers;

/// <summary>Noise shapes of the dropout layers.</summary>
internal static class DropoutNoise
{
    /// <summary>-1 takes the input's extent.</summary>
    internal static Shape Resolve(string layer, Shape noiseShape, Shape input)
    {
        if (noiseShape.ndim != input.ndim)
            throw new ValueError(
                $"{layer}: argument noise_shape: expected rank {input.ndim}, as the input of shape {input}; received {noiseShape}");
        return new Shape([.. noiseShape.Zip(input, (n, d) => n < 0 ? d : n)]);
    }
}
