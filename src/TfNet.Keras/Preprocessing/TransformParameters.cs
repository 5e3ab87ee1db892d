namespace Tensorflow.Keras.Preprocessing;

/// <summary>What <see cref="ImageDataGenerator.get_random_transform(IReadOnlyList{long}, long?)"/> draws for one image.</summary>
public sealed record TransformParameters
{
    /// <summary>Rotation in degrees.</summary>
    public double theta { get; init; }

    /// <summary>Drawn from height_shift_range, in pixels. (Applied to the columns: a defect of Keras 2.15 that is kept.)</summary>
    public double tx { get; init; }

    /// <summary>Drawn from width_shift_range, in pixels. (Applied to the rows: a defect of Keras 2.15 that is kept.)</summary>
    public double ty { get; init; }

    /// <summary>Shear in degrees.</summary>
    public double shear { get; init; }

    /// <summary>First zoom factor.</summary>
    public double zx { get; init; } = 1;

    /// <summary>Second zoom factor.</summary>
    public double zy { get; init; } = 1;

    /// <summary>Mirror left and right.</summary>
    public bool flip_horizontal { get; init; }

    /// <summary>Mirror top and bottom.</summary>
    public bool flip_vertical { get; init; }

    /// <summary>Added to all values, the result clipped to the image's own range; null: nothing.</summary>
    public double? channel_shift_intensity { get; init; }

    /// <summary>Factor of the brightness; null: unchanged.</summary>
    public double? brightness { get; init; }
}
