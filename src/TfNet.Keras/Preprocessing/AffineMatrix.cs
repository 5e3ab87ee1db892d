namespace Tensorflow.Keras.Preprocessing;

/// <summary>
/// The map from an output position to its source: source row = A row + B column + C, source column = D row + E column + F.
/// It is Keras 2.15's, whose offset to the centre and shifts mix up rows and columns (see <see cref="ImageDataGenerator"/>).
/// </summary>
internal readonly record struct AffineMatrix(double A, double B, double C, double D, double E, double F)
{
    private static readonly AffineMatrix s_identity = new(1, 0, 0, 0, 1, 0);

    /// <summary>
    /// Rotation * shift * shear * zoom, those that are on; then offset * M * offset^-1 with the offset (h/2 - .5, w/2 - .5), h first;
    /// then the first two rows and the first two columns change places. Null where nothing is to be done.
    /// </summary>
    public static AffineMatrix? Make(TransformParameters p, int height, int width)
    {
        AffineMatrix? m = null;
        if (p.theta != 0)
        {
            double t = Radians(p.theta);
            m = Times(m, new(Math.Cos(t), -Math.Sin(t), 0, Math.Sin(t), Math.Cos(t), 0));
        }
        if (p.tx != 0 || p.ty != 0)
            m = Times(m, new(1, 0, p.tx, 0, 1, p.ty));
        if (p.shear != 0)
        {
            double s = Radians(p.shear);
            m = Times(m, new(1, -Math.Sin(s), 0, 0, Math.Cos(s), 0));
        }
        if (p.zx != 1 || p.zy != 1)
            m = Times(m, new(p.zx, 0, 0, 0, p.zy, 0));
        if (m is not AffineMatrix chain)
            return null;
        double x = (height / 2.0) - 0.5, y = (width / 2.0) - 0.5;
        AffineMatrix centred = new AffineMatrix(1, 0, x, 0, 1, y).Times(chain).Times(new(1, 0, -x, 0, 1, -y));
        return new AffineMatrix(centred.E, centred.D, centred.F, centred.B, centred.A, centred.C);
    }

    private static AffineMatrix Times(AffineMatrix? a, AffineMatrix b) => (a ?? s_identity).Times(b);

    private AffineMatrix Times(AffineMatrix b) => new(
        (A * b.A) + (B * b.D), (A * b.B) + (B * b.E), (A * b.C) + (B * b.F) + C,
        (D * b.A) + (E * b.D), (D * b.B) + (E * b.E), (D * b.C) + (E * b.F) + F);

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
