namespace Tensorflow.Keras.Layers;

/// <summary>The interpolations of the resizing layers, in Keras' order, and the crop to a target's proportions.</summary>
internal static class ResizeMethods
{
    internal static IReadOnlyList<string> Names { get; } = ["bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian",
        "mitchellcubic"];

    internal static bool Contains(string name) => Names.Contains(name);

    internal static string Check(string name)
    {
        string lower = name.ToLowerInvariant();
        return Contains(lower) ? lower
            : throw new ValueError(
                $"Value not recognized for `interpolation`: {lower}. Supported values are: "
                + $"dict_keys([{string.Join(", ", Names.Select(n => $"'{n}'"))}])");
    }

    /// <summary>
    /// Crops the centre to the target's proportions, then resizes; [N, H, W, C] or [H, W, C]. For a symbolic x only the shape.
    /// </summary>
    internal static Tensor Smart(Tensor x, int height, int width, string method)
    {
        (long h, long w) = (x.shape[^3], x.shape[^2]);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("image.smart_resize", x.shape.With(-3, height).With(-2, width), x.dtype, [x],
                a => Smart(a[0], height, width, method));
        long cropHeight = Math.Min(h, (long)((float)(w * height) / width)), cropWidth = Math.Min(w, (long)((float)(h * width) / height));
        if (cropHeight < 1 || cropWidth < 1)
            throw new ValueError($"smart_resize: the crop to {height} x {width} of {h} x {w} pixels is empty");
        Tensor y = ImageOps.CropToBoundingBox(x, (h - cropHeight) / 2, (w - cropWidth) / 2, cropHeight, cropWidth);
        return MathOps.Cast(Resize.Apply(y, height, width, method), x.dtype);
    }
}
